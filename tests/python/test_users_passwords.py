"""Passwords, set by others and changed by oneself."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest

FIRST = "First-Password-of-Ada-1"
SECOND = "Second-Password-of-Ada-2"
THIRD = "Third-Password-of-Ada-3"


def new_password(password):
    body = sdk.ChangePasswordRequest()
    body.new_password = password
    return body


def own_password(old, new):
    body = sdk.ChangeMyPasswordRequest()
    body.old_password = old
    body.new_password = new
    return body


def test_setting_a_password_answers_nothing(new_user, server, api):
    path = f"/api/v2/users/{new_user().id}/password"
    answer = server.request("POST", path, {"newPassword": FIRST}, api.client.access_token)
    assert (answer.status, answer.body) == (204, b"")


def test_a_user_changes_its_own_password_knowing_the_old_one(new_user, server, api, refused):
    user = new_user(password=FIRST)
    own = conftest.sign_in_as(server, user.email)
    with refused(400):
        own.users.post_users_me_password(own_password(THIRD, SECOND))
    own.users.post_users_me_password(own_password(FIRST, SECOND))
    own = conftest.sign_in_as(server, user.email)
    with refused(400):
        own.users.post_users_me_password(own_password(FIRST, THIRD))
    own.users.post_users_me_password(own_password(SECOND, THIRD))


def test_a_password_set_by_others_replaces_the_old_one(new_user, server, api, refused):
    user = new_user(password=FIRST)
    api.users.post_user_password(user.id, new_password(SECOND))
    own = conftest.sign_in_as(server, user.email)
    with refused(400):
        own.users.post_users_me_password(own_password(FIRST, THIRD))
    own.users.post_users_me_password(own_password(SECOND, THIRD))


def test_long_passwords_are_accepted(new_user, api):
    user = new_user()
    api.users.post_user_password(user.id, new_password(f"{uuid.uuid4()}!@#$&?" * 4 + "aA1"))


@pytest.mark.parametrize("password", ["", "a"])
def test_a_password_against_the_policy_is_refused_with_words(password, new_user, api, refused):
    with refused(400) as it:
        api.users.post_user_password(new_user().id, {"newPassword": password})
    assert "password" in it.body["message"].lower()


def test_a_missing_password_is_refused_by_name(new_user, server, api, refusal):
    path = f"/api/v2/users/{new_user().id}/password"
    answer = server.request("POST", path, {}, api.client.access_token)
    refusal(answer, 400, naming=["newPassword"])


def test_no_answer_and_no_log_holds_a_password(new_user, server, api):
    user = new_user(password=FIRST)
    answer = server.get(f"/api/v2/users/{user.id}", api.client.access_token)
    assert FIRST.encode() not in answer.body and b"argon2" not in answer.body
    assert FIRST not in server.said()


def test_an_unknown_user_gets_no_password(api, refused):
    with refused(404):
        api.users.post_user_password(str(uuid.uuid4()), new_password(FIRST))


def test_a_client_has_no_password_of_its_own(api, refused):
    with refused(400, "not.a.user"):
        api.users.post_users_me_password(own_password(FIRST, SECOND))
