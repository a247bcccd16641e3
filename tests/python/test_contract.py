"""The description of the API, as tools of others read it."""

import openapi_spec_validator
import PureCloudPlatformClientV2 as sdk
import pytest

from test_operations import snake_case

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]


@pytest.fixture(scope="module")
def description(server):
    return server.get("/openapi.json").json


def test_the_api_description_is_valid_openapi(description):
    openapi_spec_validator.validate(description)


def test_the_api_description_has_every_operation_once(server, description):
    described = sorted(
        (operation["operationId"], method.upper(), path)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/v2/") and method.upper() in METHODS
    )
    coverage = server.get("/coverage").json["operations"]
    declared = sorted((one["id"], one["method"], one["path"]) for one in coverage)
    assert described == declared


def test_every_operation_of_the_newest_users_api_is_served(server):
    methods = {
        name
        for name in dir(sdk.UsersApi)
        if name.split("_")[0].upper() in METHODS and not name.endswith("_with_http_info")
    }
    coverage = server.get("/coverage").json["operations"]
    served = {snake_case(one["id"]) for one in coverage if one["state"] == "served"}
    lacking = sorted(methods - served)
    print("lacking:", ", ".join(lacking) or "none")
    assert len(methods) > 100
    assert lacking == []
