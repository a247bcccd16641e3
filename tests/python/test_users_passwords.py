"""Passwords, set by others and changed by oneself."""

import re
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


def test_everything_that_is_wrong_with_a_password_is_said_at_once(start_server):
    server = start_server()
    changes = ["--minimum-length", "12", "--classes", "upper,digit", "--history", "3"]
    server.command("org", "password-policy", *changes, *server.storage)
    api = conftest.sign_in(server)
    body = sdk.CreateUser()
    body.name, body.email, body.password = "Ada", "ada@example.com", "ada"
    words = ["12 to 1024 characters", "an upper-case letter, a digit", "name or e-mail address"]
    with conftest.Refused(400, "invalid.value", ["password", *words]) as it:
        api.users.post_users(body)
    codes = [detail["errorCode"] for detail in it.body["details"]]
    assert codes == ["password.length", "password.classes", "password.name"]
    body.password = FIRST
    user = api.users.post_users(body)
    with conftest.Refused(400, "invalid.value", ["differ from the last 3"]):
        api.users.post_user_password(user.id, new_password(FIRST))
    api.users.post_user_password(user.id, new_password(SECOND))


def test_an_own_password_stays_as_long_as_the_policy_says(start_server):
    server = start_server()
    server.command("org", "password-policy", "--minimum-age", "1d", *server.storage)
    api = conftest.sign_in(server)
    body = sdk.CreateUser()
    body.name, body.email, body.password = "Ada", "ada@example.com", FIRST
    user = api.users.post_users(body)
    own = conftest.sign_in_as(server, user.email)
    own.users.post_users_me_password(own_password(FIRST, SECOND))
    with conftest.Refused(400, "invalid.value") as it:
        own.users.post_users_me_password(own_password(SECOND, THIRD))
    when = r"password cannot be changed until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.search(when, it.body["message"]), it.body
    api.users.post_user_password(user.id, new_password(THIRD))


def test_wrong_passwords_are_waited_for(new_user, server, refused, refusal):
    own = conftest.sign_in_as(server, new_user(password=FIRST).email)
    for _ in range(5):
        with refused(400, "invalid.value", ["oldPassword"]):
            own.users.post_users_me_password(own_password(THIRD, SECOND))
    # The SDK would wait as long as it is told, and try again.
    body = {"oldPassword": FIRST, "newPassword": SECOND}
    answer = server.request("POST", "/api/v2/users/me/password", body, own.client.access_token)
    refusal(answer, 429, "too.many.requests.retry.after")
    assert 0 < int(answer.headers["Retry-After"]) <= 30


def test_a_new_password_ends_the_sessions_of_the_old_one(new_user, server, api, refused):
    user = new_user(password=FIRST)
    here, there = (conftest.sign_in_as(server, user.email) for _ in range(2))
    here.users.post_users_me_password(own_password(FIRST, SECOND))
    assert here.users.get_users_me().id == user.id
    with refused(401):
        there.users.get_users_me()
    api.users.post_user_password(user.id, new_password(THIRD))
    with refused(401):
        here.users.get_users_me()
