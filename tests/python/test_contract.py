"""What the server says about itself: its API description, and what it does not serve."""

import re
import uuid

import openapi_spec_validator
import pytest

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@pytest.fixture(scope="module")
def coverage(server):
    return server.get("/coverage").json["operations"]


def address(path):
    return re.sub(r"\{\w+\}", lambda _: str(uuid.uuid4()), path)


def test_the_api_description_is_valid_openapi(server):
    openapi_spec_validator.validate(server.get("/openapi.json").json)


def test_the_api_description_has_every_operation_once(server, coverage):
    paths = server.get("/openapi.json").json["paths"]
    described = sorted(
        (operation["operationId"], method.upper(), path)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if path.startswith("/api/v2/") and method.upper() in [*METHODS, "HEAD"]
    )
    declared = sorted((one["id"], one["method"], one["path"]) for one in coverage)
    assert described == declared


def test_the_users_api_is_declared_whole(coverage):
    assert len(coverage) >= 98
    assert {one["state"] for one in coverage} <= {"served", "missing"}
    assert all(one["basis"] for one in coverage)


def test_what_is_declared_but_not_served_says_so(server, api, coverage, refusal):
    missing = [one for one in coverage if one["state"] == "missing"]
    for one in missing:
        path = address(one["path"])
        answer = server.request(one["method"], path, token=api.client.access_token)
        refusal(answer, 501, "not.implemented", naming=[one["method"], path])


def test_what_is_served_wants_a_token(server, coverage):
    for one in coverage:
        if one["state"] == "served":
            answer = server.request(one["method"], address(one["path"]))
            assert answer.status == 401, one["id"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/api/v2/moonphases", "/api/v2/users/x/y/z", "/api/v2/"])
def test_an_unknown_path_is_not_implemented_rather_than_not_found(
    method, path, server, api, refusal
):
    answer = server.request(method, path, token=api.client.access_token)
    refusal(answer, 501, "not.implemented", naming=[method, path])


def test_an_unknown_method_of_a_known_path_is_not_implemented(server, api, refusal):
    answer = server.request("PUT", "/api/v2/users", {}, api.client.access_token)
    refusal(answer, 501, "not.implemented", naming=["PUT", "/api/v2/users"])


def test_the_explorer_needs_nothing_from_elsewhere(server):
    answer = server.get("/docs")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    outside = re.findall(r"""(?:src|href)=["'](https?:)?//""", answer.body.decode())
    assert not outside


def test_health_readiness_and_metrics_are_open(server):
    for path in ("/health", "/ready", "/metrics"):
        assert server.get(path).status == 200, path
