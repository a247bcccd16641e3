"""Managers, reports and siblings."""

import uuid

import pytest


@pytest.fixture
def family(new_user, update):
    """A chief, her deputy, and the deputy's two reports."""
    chief, deputy, first, second = (
        new_user(name=name) for name in ("Chief", "Deputy", "First", "Second")
    )
    update(deputy, manager=chief.id)
    update(first, manager=deputy.id)
    update(second, manager=deputy.id)
    return chief, deputy, first, second


def ids(users):
    return [user.id for user in users]


def test_a_manager_is_set_by_id_and_read_as_a_reference(family, api):
    chief, deputy, *_ = family
    manager = api.users.get_user(deputy.id).manager
    assert manager.id == chief.id
    assert manager.self_uri == f"/api/v2/users/{chief.id}"


def test_an_empty_string_removes_the_manager(family, update, api):
    _, deputy, first, _ = family
    assert update(first, manager="").manager is None
    assert first.id not in ids(api.users.get_user_directreports(deputy.id))


def test_superiors_are_listed_nearest_first(family, api):
    chief, deputy, first, _ = family
    assert ids(api.users.get_user_superiors(first.id)) == [deputy.id, chief.id]
    assert api.users.get_user_superiors(chief.id) == []


def test_direct_reports_are_those_one_step_below(family, api):
    chief, deputy, first, second = family
    assert ids(api.users.get_user_directreports(chief.id)) == [deputy.id]
    assert sorted(ids(api.users.get_user_directreports(deputy.id))) == sorted([first.id, second.id])
    assert api.users.get_user_directreports(first.id) == []


def test_adjacents_are_superiors_siblings_and_reports(family, api):
    chief, deputy, first, second = family
    around = api.users.get_user_adjacents(first.id)
    assert ids(around.superiors) == [deputy.id, chief.id]
    assert ids(around.siblings) == [second.id]
    assert around.direct_reports == []
    around = api.users.get_user_adjacents(deputy.id)
    assert sorted(ids(around.direct_reports)) == sorted([first.id, second.id])


def test_the_people_around_are_expanded_too(family, api):
    chief, deputy, first, _ = family
    api.users.put_user_profileskills(deputy.id, ["Chess"])
    nearest, *_ = api.users.get_user_superiors(first.id, expand=["profileSkills"])
    assert nearest.profile_skills == ["Chess"]
    report, *_ = api.users.get_user_directreports(chief.id, expand=["profileSkills"])
    assert report.profile_skills == ["Chess"]
    around = api.users.get_user_adjacents(first.id, expand=["profileSkills"])
    assert around.superiors[0].profile_skills == ["Chess"]


def test_nobody_is_their_own_superior(family, update, refused):
    chief, deputy, first, _ = family
    for manager in (chief, deputy, first):
        with refused(400):
            update(chief, manager=manager.id)


def test_an_unknown_manager_is_refused_by_id(new_user, update, refused):
    nobody = str(uuid.uuid4())
    with refused(400, naming=[nobody]):
        update(new_user(), manager=nobody)


def test_a_manager_given_as_an_object_is_refused(family, api, refused):
    chief, _, first, _ = family
    version = api.users.get_user(first.id).version
    with refused(400, naming=["manager"]):
        api.users.patch_user(first.id, {"version": version, "manager": {"id": chief.id}})


def test_deleted_people_are_not_around_anybody(family, api):
    chief, deputy, first, second = family
    api.users.delete_user(second.id)
    assert ids(api.users.get_user_directreports(deputy.id)) == [first.id]
    assert api.users.get_user_adjacents(first.id).siblings == []


@pytest.mark.parametrize("method", ["superiors", "directreports", "adjacents"])
def test_an_unknown_user_has_nobody_around(method, api, refused):
    with refused(404):
        getattr(api.users, f"get_user_{method}")(str(uuid.uuid4()))
