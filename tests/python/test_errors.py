"""Refusals, as the SDK raises them, and what a program may send beside its calls."""

import uuid

import PureCloudPlatformClientV2 as sdk

import conftest


def test_without_a_token_and_with_a_wrong_one_the_sdk_is_told_apart(server, refused):
    client = sdk.api_client.ApiClient(host=server.url)
    with refused(401, "authentication.required"):
        sdk.UsersApi(client).get_users()
    client.access_token = "made-up"
    with refused(401, "bad.credentials"):
        sdk.UsersApi(client).get_users()


def test_a_refusal_has_the_standard_body_and_its_id_in_the_headers(api, refused):
    with refused(404, "general.resource.not.found") as it:
        api.users.get_user(str(uuid.uuid4()))
    assert it.body["contextId"] == it.error.headers["ININ-Correlation-Id"]
    assert (it.body["details"], it.body["errors"]) == ([], [])


def test_a_missing_permission_is_named(server, new_user, refused):
    own = conftest.sign_in_as(server, new_user().email)
    with refused(403, "missing.any.permissions", naming=["oauth:client:view"]):
        own.oauth.get_oauth_clients()


def test_a_header_for_all_calls_insists_where_no_parameter_can(api, new_user, refused):
    body = sdk.DomainOrganizationRoleCreate()
    body.name = f"Role {uuid.uuid4()}"
    role = api.authorization.post_authorization_roles(body)
    api.authorization.put_authorization_role_users_add(role.id, [new_user().id])
    with refused(409, "general.conflict", naming=["Callroster-Force"]):
        api.authorization.delete_authorization_role(role.id)
    api.client.set_default_header("Callroster-Force", "true")
    try:
        api.authorization.delete_authorization_role(role.id)
    finally:
        del api.client.default_headers["Callroster-Force"]
    with refused(404):
        api.authorization.get_authorization_role(role.id)
