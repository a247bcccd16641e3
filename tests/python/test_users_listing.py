"""GET /users: which users, in what order, in which pages."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest


@pytest.fixture(scope="module")
def crowd():
    """Five users whose names differ in case, one inactive, one deleted; and the administrator."""
    with conftest.servers.Server() as running:
        api = conftest.sign_in(running)
        made = {}
        for name in ("delta", "Alpha", "charlie", "Bravo", "alpha", "Inactive", "Deleted"):
            body = sdk.CreateUser()
            body.name = f"x {name}"
            body.email = f"{len(made)}@crowd.example.com"
            made[name] = api.users.post_users(body)
        api.users.patch_user(made["Inactive"].id, {"version": 1, "state": "inactive"})
        api.users.delete_user(made["Deleted"].id)
        yield api, made


def names(listing):
    """Names of the crowd, without the administrator of whatever name."""
    return [user.name for user in listing.entities if user.name.startswith("x ")]


def test_only_active_users_are_listed_unless_asked_otherwise(crowd):
    api, _ = crowd
    assert "x Inactive" not in names(api.users.get_users())
    assert "x Deleted" not in names(api.users.get_users())
    assert names(api.users.get_users(state="inactive")) == ["x Inactive"]
    assert names(api.users.get_users(state="deleted")) == ["x Deleted"]
    assert len(names(api.users.get_users(state="any"))) == 7


def test_the_order_is_by_name_whatever_its_case(crowd):
    api, made = crowd
    ascending = api.users.get_users()
    folded = [name.lower() for name in names(ascending)]
    assert folded == ["x alpha", "x alpha", "x bravo", "x charlie", "x delta"]
    twins = [user.id for user in ascending.entities if user.name.lower() == "x alpha"]
    assert twins == sorted([made["Alpha"].id, made["alpha"].id])


@pytest.mark.parametrize("order", ["descending", "DESC", "desc", "Descending"])
def test_the_order_can_be_reversed_in_any_spelling(crowd, order):
    api, _ = crowd
    folded = [name.lower() for name in names(api.users.get_users(sort_order=order))]
    assert folded == ["x delta", "x charlie", "x bravo", "x alpha", "x alpha"]


@pytest.mark.parametrize("order", ["ascending", "ASC", "asc"])
def test_ascending_has_as_many_spellings(crowd, order):
    api, _ = crowd
    listed = [user.id for user in api.users.get_users(sort_order=order).entities]
    assert listed == [user.id for user in api.users.get_users().entities]


def test_pages_cover_everybody_once(crowd):
    api, _ = crowd
    whole = api.users.get_users()
    assert (whole.page_size, whole.page_number, whole.total, whole.page_count) == (25, 1, 6, 1)
    pages = [api.users.get_users(page_size=2, page_number=number) for number in (1, 2, 3)]
    assert {page.total for page in pages} == {6}
    assert {page.page_count for page in pages} == {3}
    paged = [user.id for page in pages for user in page.entities]
    assert paged == [user.id for user in whole.entities]


def test_links_lead_through_the_pages_and_keep_the_query(crowd):
    api, _ = crowd
    first, last = (
        api.users.get_users(page_size=2, page_number=number, sort_order="descending")
        for number in (1, 3)
    )
    assert first.previous_uri is None
    assert last.next_uri is None
    for link in (first.first_uri, first.self_uri, first.next_uri, first.last_uri):
        assert link.startswith("/api/v2/users?")
        assert "pageSize=2" in link and "sortOrder=descending" in link
    assert "pageNumber=1" in first.self_uri and "pageNumber=1" in last.first_uri
    assert "pageNumber=2" in first.next_uri and "pageNumber=2" in last.previous_uri
    assert "pageNumber=3" in first.last_uri and "pageNumber=3" in last.self_uri


def test_a_page_past_the_end_is_empty(crowd):
    api, _ = crowd
    page = api.users.get_users(page_number=9)
    assert page.entities == []
    assert (page.total, page.page_number) == (6, 9)


def test_a_page_holds_at_most_500(crowd, refused):
    api, _ = crowd
    assert api.users.get_users(page_size=500).page_size == 500
    with refused(400, naming=["pageSize"]):
        api.users.get_users(page_size=501)


def test_nobody_looks_past_the_10_000th_inactive_user(crowd, refused):
    api, _ = crowd
    assert api.users.get_users(state="inactive", page_size=500, page_number=20).entities == []
    with refused(400):
        api.users.get_users(state="inactive", page_size=500, page_number=21)


@pytest.mark.parametrize("query", ["pageSize=many", "pageNumber=x", "state=asleep", "sortOrder=up"])
def test_a_parameter_of_the_wrong_kind_is_refused_by_name(crowd, refusal, query, server):
    name, value = query.split("=")
    token = server.client_token()
    refusal(server.get(f"/api/v2/users?{query}", token), 400, naming=[name, value])


def test_unknown_parameters_are_ignored(server, api):
    answer = server.get("/api/v2/users?colour=blue", api.client.access_token)
    assert answer.status == 200


def test_users_are_found_by_their_ids_and_unknown_ones_are_left_out(crowd):
    api, made = crowd
    wanted = [made["delta"].id, made["Bravo"].id]
    found = api.users.get_users(id=[*wanted, str(uuid.uuid4())])
    assert sorted(user.id for user in found.entities) == sorted(wanted)


def test_at_most_100_ids_can_be_asked_for(crowd, refused):
    api, _ = crowd
    ids = [str(uuid.uuid4()) for _ in range(101)]
    assert api.users.get_users(id=ids[:100]).entities == []
    with refused(400, "max.user.ids", naming=["100"]):
        api.users.get_users(id=ids)


def test_users_are_found_by_their_jabber_ids_but_not_by_both(crowd, refused):
    api, made = crowd
    jabber_id = made["delta"].chat.jabber_id
    found = api.users.get_users(jabber_id=[jabber_id])
    assert [user.id for user in found.entities] == [made["delta"].id]
    with refused(400):
        api.users.get_users(jabber_id=[jabber_id], id=[made["delta"].id])


def test_every_listed_user_is_expanded(crowd):
    api, made = crowd
    api.users.put_user_profileskills(made["delta"].id, ["Chess"])
    listing = api.users.get_users(expand=["profileSkills", "employerInfo"])
    skills = {user.id: user.profile_skills for user in listing.entities}
    assert skills[made["delta"].id] == ["Chess"]
    plain = api.users.get_users().entities
    assert all(user.profile_skills is None for user in plain)
