"""The oldest official SDK that still imports: it sends other things, and the answers fit it."""

import json
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest
from PureCloudPlatformClientV2.rest import ApiException

import server as servers


@pytest.fixture(scope="module")
def running():
    with servers.Server() as server:
        yield server


@pytest.fixture(scope="module")
def users(running):
    # It knows no sign-in of its own: its users brought a token.
    sdk.configuration.host = running.url
    signed_in = running.sign_in(servers.CLIENT_ID, servers.CLIENT_SECRET)
    sdk.configuration.access_token = signed_in.json["access_token"]
    return sdk.UsersApi()


def refused(call, status, code):
    with pytest.raises(ApiException) as raised:
        call()
    assert raised.value.status == status
    assert json.loads(raised.value.body)["code"] == code


@pytest.fixture
def user(users):
    body = sdk.CreateUser()
    body.name = "Oldest Example"
    body.email = f"{uuid.uuid4()}@example.com"
    body.password = "An-Old-Password-2017"
    return users.post_users(body)


def test_a_user_is_made_and_read(users, user):
    found = users.get_user(user.id, expand=["profileSkills", "routingStatus", "locations"])
    assert (found.name, found.email, found.version) == ("Oldest Example", user.email, 1)
    assert found.state == "active"


def test_a_user_is_changed_with_its_version(users, user):
    body = sdk.User()
    body.department = "Archive"
    body.version = 1
    assert users.patch_user(user.id, body).department == "Archive"
    refused(lambda: users.patch_user(user.id, body), 409, "general.conflict")


def test_profile_skills_are_replaced(users, user):
    assert users.put_user_profileskills(user.id, body=["Latin"]) == ["Latin"]
    assert users.get_user_profileskills(user.id) == ["Latin"]


def test_users_are_listed(users, user):
    listing = users.get_users(page_size=5, page_number=1, id=[user.id], sort_order="ASC")
    assert [one.id for one in listing.entities] == [user.id]


def test_a_user_is_deleted_although_a_body_of_null_is_sent(users, user):
    users.delete_user(user.id)
    refused(lambda: users.get_user(user.id), 404, "general.resource.not.found")


def test_no_token_is_refused(running, users):
    token, sdk.configuration.access_token = sdk.configuration.access_token, ""
    try:
        refused(users.get_users, 401, "authentication.required")
    finally:
        sdk.configuration.access_token = token


def test_a_client_is_not_a_user(users):
    refused(users.get_users_me, 400, "not.a.user")
