"""Skills in a person's own words."""

import uuid


def test_profile_skills_are_replaced_as_a_whole(new_user, api):
    user = new_user()
    assert api.users.get_user_profileskills(user.id) == []
    assert api.users.put_user_profileskills(user.id, ["Chess", "Go"]) == ["Chess", "Go"]
    assert api.users.put_user_profileskills(user.id, ["Go"]) == ["Go"]
    assert api.users.get_user_profileskills(user.id) == ["Go"]


def test_an_empty_list_clears_them(new_user, api):
    user = new_user()
    api.users.put_user_profileskills(user.id, ["Chess"])
    assert api.users.put_user_profileskills(user.id, []) == []
    assert api.users.get_user_profileskills(user.id) == []


def test_they_are_the_ones_of_the_expanded_user_and_share_its_version(new_user, api):
    user = new_user()
    api.users.put_user_profileskills(user.id, ["Chess"])
    found = api.users.get_user(user.id, expand=["profileSkills"])
    assert (found.profile_skills, found.version) == (["Chess"], user.version + 1)


def test_anything_but_a_list_of_words_is_refused(new_user, server, api, refusal):
    path = f"/api/v2/users/{new_user().id}/profileskills"
    for body in ({"skills": ["Chess"]}, ["Chess", 5]):
        refusal(server.request("PUT", path, body, api.client.access_token), 400)


def test_an_unknown_user_has_none(api, refused):
    with refused(404):
        api.users.get_user_profileskills(str(uuid.uuid4()))
    with refused(404):
        api.users.put_user_profileskills(str(uuid.uuid4()), ["Chess"])
