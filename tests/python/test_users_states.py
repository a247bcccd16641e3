"""Active, inactive, deleted: how a user goes from one to another."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest


def state_of(api, user):
    return api.users.get_user_state(user.id)


def new_state(version, state, reason=None):
    body = sdk.UserState()
    body.version = version
    body.state = state
    if reason:
        body.state_change_reason = reason
    return body


def test_deleting_answers_an_empty_object(new_user, server, api):
    path = f"/api/v2/users/{new_user().id}"
    answer = server.request("DELETE", path, token=api.client.access_token)
    assert (answer.status, answer.json) == (200, {})


def test_a_deleted_user_is_not_found_unless_asked_for_as_deleted(new_user, api, refused):
    user = new_user()
    api.users.delete_user(user.id)
    with refused(404, "general.resource.not.found"):
        api.users.get_user(user.id)
    found = api.users.get_user(user.id, state="deleted")
    assert (found.id, found.state, found.email) == (user.id, "deleted", user.email)


def test_a_deleted_user_cannot_be_deleted_again(new_user, api, refused):
    user = new_user()
    api.users.delete_user(user.id)
    with refused(404):
        api.users.delete_user(user.id)


def test_an_unknown_user_cannot_be_deleted(api, refused):
    with refused(404):
        api.users.delete_user(str(uuid.uuid4()))


@pytest.mark.parametrize("state", ["active", "inactive"])
def test_a_deleted_user_is_restored_with_its_id_and_email(state, new_user, api, update):
    user = new_user(title="Engineer")
    api.users.put_user_profileskills(user.id, ["Chess"])
    api.users.delete_user(user.id)
    deleted = api.users.get_user(user.id, state="deleted")
    restored = update(user, state=state, version=deleted.version)
    assert (restored.id, restored.email, restored.state) == (user.id, user.email, state)
    assert restored.version > deleted.version
    found = api.users.get_user(user.id, expand=["profileSkills"])
    assert (found.title, found.profile_skills) == ("Engineer", ["Chess"])


def test_an_inactive_user_is_still_found_by_its_id(new_user, update, api):
    user = new_user()
    assert update(user, state="inactive").state == "inactive"
    assert api.users.get_user(user.id).state == "inactive"
    assert update(user, state="active").state == "active"


def test_a_state_is_the_only_field_applied(new_user, update):
    user = new_user(title="Engineer")
    changed = update(user, state="inactive", title="Lead")
    assert (changed.state, changed.title) == ("inactive", "Engineer")


def test_the_state_of_a_user_can_be_read(new_user, api):
    user = new_user()
    state = state_of(api, user)
    assert (state.state, state.version) == ("active", user.version)


def test_putting_a_state_keeps_the_reason_and_the_time(new_user, api):
    user = new_user()
    put = api.users.put_user_state(user.id, new_state(user.version, "inactive", "Seasonal"))
    assert (put.state, put.state_change_reason) == ("inactive", "Seasonal")
    assert put.state_change_date is not None
    assert state_of(api, user).to_dict() == put.to_dict()
    assert api.users.get_user(user.id).version == put.version > user.version


def test_putting_a_state_needs_the_current_version(new_user, api, update, refused):
    user = new_user()
    update(user, title="Lead")
    with refused(409, "general.conflict"):
        api.users.put_user_state(user.id, new_state(1, "inactive"))
    assert state_of(api, user).state == "active"


def test_putting_the_state_deleted_deletes_and_active_restores(new_user, api, refused):
    user = new_user()
    deleted = api.users.put_user_state(user.id, new_state(user.version, "deleted"))
    assert deleted.state == "deleted"
    with refused(404):
        api.users.get_user(user.id)
    assert state_of(api, user).state == "deleted"
    api.users.put_user_state(user.id, new_state(deleted.version, "active"))
    assert api.users.get_user(user.id).state == "active"


def test_an_unknown_state_or_reason_is_refused_with_what_is_allowed(new_user, api, refused):
    user = new_user()
    with refused(400, "invalid.value", naming=["state", "asleep", "inactive"]):
        api.users.put_user_state(user.id, {"version": 1, "state": "asleep"})
    body = {"version": 1, "state": "inactive", "stateChangeReason": "Boredom"}
    with refused(400, "invalid.value", naming=["stateChangeReason", "Boredom", "Seasonal"]):
        api.users.put_user_state(user.id, body)


def test_the_state_of_an_unknown_user_is_not_found(api, refused):
    with refused(404):
        api.users.get_user_state(str(uuid.uuid4()))
    with refused(404):
        api.users.put_user_state(str(uuid.uuid4()), new_state(1, "inactive"))
