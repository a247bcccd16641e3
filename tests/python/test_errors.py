"""Refusals: status, code, and a message that names what was wrong."""

import http.client
import json
import re
import urllib.parse
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest


def test_a_refusal_has_the_standard_body_and_headers(server, api):
    answer = server.get(f"/api/v2/users/{uuid.uuid4()}", api.client.access_token)
    body = answer.json
    assert answer.headers["Content-Type"].startswith("application/json")
    assert (body["status"], body["code"]) == (404, "general.resource.not.found")
    assert body["message"]
    assert body["contextId"] == answer.headers["ININ-Correlation-Id"]
    assert uuid.UUID(body["contextId"])
    assert (body["details"], body["errors"]) == ([], [])


def test_every_answer_has_its_own_correlation_id(server, api):
    ids = {
        server.get("/api/v2/users", api.client.access_token).headers["ININ-Correlation-Id"]
        for _ in range(3)
    }
    assert len(ids) == 3
    assert all(uuid.UUID(one) for one in ids)


def test_answers_are_not_cached(server, api):
    answer = server.get("/api/v2/users", api.client.access_token)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi"])
def test_no_token_is_refused(header, server, refusal):
    headers = {} if header is None else {"Authorization": header}
    answer = server.request("GET", "/api/v2/users", headers=headers)
    refusal(answer, 401, "authentication.required")


def test_the_sdk_without_a_token_is_refused(server, refused):
    with refused(401, "authentication.required"):
        sdk.UsersApi(sdk.api_client.ApiClient(host=server.url)).get_users()


def test_an_unknown_token_is_refused(server, refusal):
    refusal(server.get("/api/v2/users", "made-up"), 401, "bad.credentials")


def test_a_missing_permission_is_named(employee, refused, new_email):
    body = sdk.CreateUser()
    body.name = "Ada"
    body.email = new_email()
    with refused(403, "missing.any.permissions", naming=["directory:user:add"]):
        employee.users.post_users(body)
    with refused(403, "missing.any.permissions", naming=["oauth:client:view"]):
        employee.oauth.get_oauth_clients()
    with refused(403, "missing.permissions", naming=["telephony:extensionPool:view"]):
        employee.telephony.get_telephony_providers_edges_extensionpools()


def test_all_alternatives_are_named_when_any_would_do(employee, refused):
    user = employee.users.get_users_me()
    alternatives = ["directory:user:delete", "directory:organization:admin"]
    with refused(403, "missing.any.permissions", naming=alternatives):
        employee.users.delete_user(user.id)


def test_what_needs_no_permission_is_open_to_everybody(employee, new_user):
    user = new_user()
    assert employee.users.get_user(user.id).id == user.id
    assert employee.users.get_users().total > 1
    assert employee.users.get_user_superiors(user.id) == []
    assert employee.organization.get_organizations_me().id


def test_missing_permission_comes_before_a_bad_body_and_an_unknown_user(
    server, new_user, refusal
):
    token = server.user_token(new_user().email)
    answer = server.request("PATCH", f"/api/v2/users/{uuid.uuid4()}", "{", token)
    refusal(answer, 403, "missing.any.permissions")


def test_a_bad_body_comes_before_an_unknown_user(server, api, refusal):
    path = f"/api/v2/users/{uuid.uuid4()}"
    refusal(server.request("PATCH", path, "{", api.client.access_token), 400, "bad.request")


@pytest.mark.parametrize("body", ['{"name": "Ada",', "not json", '{"name": "Ada"} {}', '"\\ud800"'])
def test_malformed_json_is_refused_with_its_position(body, server, api, refusal):
    answer = server.request("POST", "/api/v2/users", body, api.client.access_token)
    refusal(answer, 400, "bad.request")
    assert re.search(r"line \d+.*column \d+", answer.json["message"])


def test_a_body_that_is_not_utf8_is_refused(server, api, refusal):
    body = b'{"name": "\xff\xfe"}'
    refusal(server.request("POST", "/api/v2/users", body, api.client.access_token), 400)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("name", 5, "5"),
        ("name", ["Ada"], "name"),
        ("addresses", "here", "here"),
        ("state", "asleep", "asleep"),
        ("email", True, "true"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(field, value, named, server, api, new_email, refusal):
    body = {"name": "Ada", "email": new_email(), field: value}
    answer = server.request("POST", "/api/v2/users", body, api.client.access_token)
    refusal(answer, 400, "invalid.value", naming=[field, named])


def test_a_wrong_value_deep_in_a_body_is_named_with_its_place(server, api, new_email, refusal):
    good = {"mediaType": "PHONE", "type": "WORK", "address": "+13175550194"}
    body = {"name": "Ada", "email": new_email(), "addresses": [good, {**good, "type": "CAVE"}]}
    answer = server.request("POST", "/api/v2/users", body, api.client.access_token)
    refusal(answer, 400, "invalid.value", naming=["addresses", "1", "type", "CAVE", "WORK2"])


@pytest.mark.parametrize("body", [None, "", "null"])
def test_a_missing_body_is_refused(body, server, api, refusal):
    answer = server.request(
        "POST",
        "/api/v2/users",
        body,
        api.client.access_token,
        headers={"Content-Type": "application/json"},
    )
    refusal(answer, 400)


def test_text_with_a_zero_character_is_refused(server, api, new_email, refusal):
    body = {"name": "Ada\u0000", "email": new_email()}
    refusal(server.request("POST", "/api/v2/users", body, api.client.access_token), 400)


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data"])
def test_another_media_type_is_refused(media_type, server, api, new_email, refusal):
    body = json.dumps({"name": "Ada", "email": new_email()})
    answer = server.request(
        "POST",
        "/api/v2/users",
        body,
        api.client.access_token,
        headers={"Content-Type": media_type},
    )
    refusal(answer, 415, "unsupported.media.type")


def test_a_media_type_with_a_character_set_is_accepted(server, api, new_email):
    body = json.dumps({"name": "Ada", "email": new_email()})
    answer = server.request(
        "POST",
        "/api/v2/users",
        body,
        api.client.access_token,
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    assert answer.status == 200


def test_a_body_that_is_too_large_is_refused(server, api):
    megabyte = b" " * 1024 * 1024
    address = urllib.parse.urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection.putrequest("POST", "/api/v2/users")
    connection.putheader("Authorization", f"Bearer {api.client.access_token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(64 * len(megabyte)))
    connection.endheaders()
    try:
        for _ in range(64):
            connection.send(megabyte)
    except OSError:
        pass  # The server may answer and close before it has read everything.
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["status"] == 413
    connection.close()


def test_a_get_may_name_a_media_type_without_a_body(server, api):
    answer = server.request(
        "GET",
        "/api/v2/users",
        token=api.client.access_token,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status == 200


def test_a_token_that_asks_too_often_is_told_when_to_come_back(start_server, refusal):
    limited = start_server("--rate-limit", "3")
    token = limited.client_token()
    for count in (1, 2, 3):
        answer = limited.get("/api/v2/users", token)
        assert answer.status == 200
        assert answer.headers["inin-ratelimit-count"] == str(count)
        assert answer.headers["inin-ratelimit-allowed"] == "3"
        assert 0 < int(answer.headers["inin-ratelimit-reset"]) <= 61
    answer = limited.get("/api/v2/users", token)
    refusal(answer, 429, "too.many.requests.retry.after")
    seconds = int(answer.headers["Retry-After"])
    assert 0 < seconds <= 60
    assert f"[{seconds}] seconds" in answer.json["message"]
    assert limited.get("/api/v2/users", limited.client_token()).status == 200, "another token"
