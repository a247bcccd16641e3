"""Divisions: made, changed, deleted, brought back, and what moves between them."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest


@pytest.fixture
def divisions(api):
    return api.authorization


@pytest.fixture
def new_division(divisions):
    """Makes a division; its name is unique."""

    def make(name=None, description="Made by a test."):
        body = sdk.AuthzDivision()
        body.name = name or f"Division {uuid.uuid4().hex[:12]}"
        body.description = description
        return divisions.post_authorization_divisions(body)

    return make


def home_of(divisions):
    return divisions.get_authorization_divisions_home()


def test_a_division_is_made_read_and_changed(divisions, new_division):
    made = new_division()
    assert made.id and made.home_division is False
    found = divisions.get_authorization_division(made.id)
    assert (found.name, found.description) == (made.name, "Made by a test.")
    body = sdk.AuthzDivision()
    body.name = made.name + " renamed"
    body.description = "Changed."
    changed = divisions.put_authorization_division(made.id, body)
    assert (changed.id, changed.name, changed.description) == (made.id, body.name, "Changed.")
    assert divisions.get_authorization_division(made.id).name == body.name


def test_a_name_is_taken_without_regard_to_case(divisions, new_division, refused):
    made = new_division()
    with refused(409, "general.conflict", naming=[made.name.upper()]):
        new_division(made.name.upper())


def test_divisions_are_listed_and_filtered(divisions, new_division):
    made = [new_division() for _ in range(3)]
    listing = divisions.get_authorization_divisions(id=[one.id for one in made], page_size=2)
    assert (listing.total, listing.page_count, len(listing.entities)) == (3, 2, 2)
    by_name = divisions.get_authorization_divisions(name=made[0].name[:-1] + "*")
    assert made[0].id in [one.id for one in by_name.entities]
    counted = divisions.get_authorization_divisions(id=[made[0].id], object_count=True)
    assert counted.entities[0].object_counts == {"USER": 0}


def test_a_cursor_walks_through_divisions(divisions, new_division):
    made = sorted((new_division() for _ in range(3)), key=lambda one: one.name)
    ids = [one.id for one in made]
    first = divisions.get_authorization_divisions_query(id=ids, page_size="2")
    assert [one.id for one in first.entities] == ids[:2]
    cursor = first.next_uri.split("after=")[1]
    rest = divisions.get_authorization_divisions_query(id=ids, page_size="2", after=cursor)
    assert [one.id for one in rest.entities] == ids[2:]
    assert rest.next_uri is None
    cursor = rest.previous_uri.split("before=")[1]
    back = divisions.get_authorization_divisions_query(id=ids, page_size="2", before=cursor)
    assert [one.id for one in back.entities] == ids[:2]


def test_the_home_division_stays(divisions, refused):
    home = home_of(divisions)
    assert home.home_division is True
    with refused(400, naming=["home division"]):
        divisions.delete_authorization_division(home.id, force=True)


def test_there_may_be_many_divisions(divisions):
    assert divisions.get_authorization_divisions_limit() > 100


def test_users_move_between_divisions(api, divisions, new_division, new_user):
    users, north = [new_user() for _ in range(2)], new_division()
    divisions.post_authorization_division_object(north.id, "USER", [user.id for user in users])
    for user in users:
        found = api.users.get_user(user.id)
        assert (found.division.id, found.version) == (north.id, user.version + 1)
    counted = divisions.get_authorization_division(north.id, object_count=True)
    assert counted.object_counts == {"USER": 2}


def test_nobody_moves_when_somebody_is_unknown(
    api, divisions, new_division, new_user, refused
):
    user, north, unknown = new_user(), new_division(), str(uuid.uuid4())
    with refused(404, "general.resource.not.found", naming=[unknown]):
        divisions.post_authorization_division_object(north.id, "USER", [user.id, unknown])
    assert api.users.get_user(user.id).division.id == user.division.id


def test_objects_that_are_not_held_here_are_refused(divisions, new_division, refused):
    with refused(400, "invalid.value", naming=["QUEUE", "USER"]):
        divisions.post_authorization_division_object(new_division().id, "QUEUE", ["x"])


def test_moving_takes_a_permission(employee, new_division, new_user, refused):
    user = new_user()
    with refused(403, "missing.permissions", naming=["directory:user:edit"]):
        employee.authorization.post_authorization_division_object(
            new_division().id, "USER", [user.id]
        )


def test_a_division_in_use_is_deleted_by_force_alone(
    api, divisions, new_division, new_user, refused
):
    north = new_division()
    user = new_user(division_id=north.id)
    grants = divisions.get_authorization_division_grants(north.id)
    assert [grant.subject_id for grant in grants.entities] == [user.id]
    with refused(409, "general.conflict", naming=[north.name]):
        divisions.delete_authorization_division(north.id)
    divisions.delete_authorization_division(north.id, force=True)
    with refused(404):
        divisions.get_authorization_division(north.id)
    assert api.users.get_user(user.id).division.id == home_of(divisions).id


def test_a_deleted_division_comes_back(divisions, new_division, refused):
    north = new_division()
    divisions.delete_authorization_division(north.id)
    deleted = divisions.get_authorization_divisions_deleted(page_size=100)
    assert north.id in [one.id for one in deleted.entities]
    body = sdk.AuthzDivision()
    body.name = north.name + " again"
    body.description = "Back."
    back = divisions.post_authorization_division_restore(north.id, body)
    assert (back.id, back.name, back.description) == (north.id, body.name, "Back.")
    assert divisions.get_authorization_division(north.id).name == body.name
    with refused(404):
        divisions.post_authorization_division_restore(north.id, body)
