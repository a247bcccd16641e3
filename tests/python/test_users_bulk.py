"""PATCH /users/bulk."""

import uuid

import PureCloudPlatformClientV2 as sdk


def change(user_id, answer):
    body = sdk.PatchUser()
    body.id = user_id
    body.acd_auto_answer = answer
    return body


def test_several_users_are_changed_at_once(new_user, api):
    users = [new_user() for _ in range(3)]
    listing = api.users.patch_users_bulk([change(user.id, True) for user in users])
    assert sorted(user.id for user in listing.entities) == sorted(user.id for user in users)
    assert all(user.acd_auto_answer is True for user in listing.entities)
    for user in users:
        found = api.users.get_user(user.id)
        assert (found.acd_auto_answer, found.version) == (True, user.version + 1)


def test_only_the_automatic_answer_changes(new_user, api):
    user = new_user(title="Engineer")
    api.users.patch_users_bulk([{"id": user.id, "acdAutoAnswer": True, "title": "Lead"}])
    assert api.users.get_user(user.id).title == "Engineer"


def test_at_most_50_users_are_changed_at_once(api, refused):
    with refused(400, naming=["50"]):
        api.users.patch_users_bulk([change(str(uuid.uuid4()), True) for _ in range(51)])


def test_an_unknown_user_changes_nothing(new_user, api, refused):
    user = new_user()
    with refused(404):
        api.users.patch_users_bulk([change(user.id, True), change(str(uuid.uuid4()), True)])
    assert api.users.get_user(user.id).acd_auto_answer is False
