"""Two organizations of one server, one of which lets users of the other in."""

import json
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest
import server as servers


class Side:
    """An organization with the SDK signed in to it."""

    def __init__(self, api, client_id):
        self.api = api
        self.id = api.organization.get_organizations_me().id
        self.role = api.oauth.get_oauth_client(client_id).role_divisions[0].role_id

    def user(self, name="Ada Example"):
        body = sdk.CreateUser()
        body.name, body.email = name, f"{uuid.uuid4()}@example.com"
        return self.api.users.post_users(body)

    def group(self, *members):
        body = sdk.GroupCreate()
        body.name, body.type = f"Group {uuid.uuid4()}", "official"
        body.visibility, body.rules_visible, body.roles_enabled = "public", True, True
        group = self.api.groups.post_groups(body)
        add = sdk.GroupMembersUpdate()
        add.member_ids = [user.id for user in members]
        self.api.groups.post_group_members(group.id, add)
        return group

    def trust(self, other, users=(), groups=()):
        body = sdk.TrustCreate()
        body.pairing_id, body.enabled = other.id, True
        body.users, body.groups = list(users), list(groups)
        return self.api.trust.post_orgauthorization_trustees(body)


def member(entity, *roles):
    body = sdk.TrustMemberCreate()
    body.id, body.role_ids = entity.id, list(roles)
    return body


@pytest.fixture
def here(api):
    return Side(api, servers.CLIENT_ID)


@pytest.fixture
def there(server):
    """A new organization for each test."""
    name = f"Organization {uuid.uuid4()}"
    made = json.loads(server.command("org", "create", name, "--json", *server.storage))
    api = conftest.sign_in(server, made["clientId"], made["clientSecret"])
    return Side(api, made["clientId"])


def test_a_user_is_told_who_trusts_them(here, there):
    ada, bob = there.user(), there.user()
    here.trust(there, [member(ada, here.role)])
    trustors = there.api.users.get_user_trustors(ada.id, page_size=10)
    assert (trustors.total, trustors.entities[0].id) == (1, here.id)
    assert trustors.entities[0].enabled is True
    assert trustors.entities[0].organization.name
    assert "directory:user:view" in trustors.entities[0].authorization.permissions
    assert there.api.users.get_user_trustors(bob.id).entities == []


def test_both_sides_read_the_trust(here, there, refused):
    ada = there.user()
    made = here.trust(there, [member(ada)])
    assert (made.id, made.enabled, made.has_full_access) == (there.id, True, False)
    ours, theirs = here.api.trust, there.api.trust
    assert ours.get_orgauthorization_trustee(there.id).to_dict() == made.to_dict()
    assert there.id in [one.id for one in ours.get_orgauthorization_trustees().entities]
    assert [one.id for one in theirs.get_orgauthorization_trustors().entities] == [here.id]
    assert theirs.get_orgauthorization_trustor(here.id).date_created == made.date_created
    users = ours.get_orgauthorization_trustee_users(there.id)
    assert [user.id for user in users.entities] == [ada.id]
    assert users.entities[0].name == ada.name
    with refused(404, "general.resource.not.found", [here.id]):
        theirs.get_orgauthorization_trustee(here.id)
    with refused(409, "general.conflict", [there.id]):
        here.trust(there)


def test_roles_are_given_by_the_side_that_trusts(here, there, refused):
    ada, bob = there.user("Ada Example"), there.user("Bob Example")
    here.trust(there, [member(ada)])
    ours, theirs = here.api.trust, there.api.trust
    brought = theirs.put_orgauthorization_trustor_user(here.id, bob.id)
    assert (brought.id, brought.authorization.permissions) == (bob.id, [])
    given = ours.put_orgauthorization_trustee_user_roles(there.id, bob.id, [here.role])
    assert [role.id for role in given.roles] == [here.role]
    seen = theirs.get_orgauthorization_trustor_user(here.id, bob.id)
    assert "directory:user:view" in seen.authorization.permissions
    added = ours.post_orgauthorization_trustee_users(there.id, member(there.user(), here.role))
    assert [role.id for role in added.authorization.roles] == [here.role]
    assert theirs.get_orgauthorization_trustor_users(here.id).total == 3
    theirs.delete_orgauthorization_trustor_user(here.id, bob.id)
    with refused(404, "general.resource.not.found", [bob.id]):
        theirs.get_orgauthorization_trustor_user(here.id, bob.id)
    with refused(404, "general.resource.not.found", [bob.id]):
        ours.put_orgauthorization_trustee_user_roles(there.id, bob.id, [here.role])


def test_groups_stand_for_their_members(here, there):
    ada, bob = there.user(), there.user()
    named, brought = there.group(ada), there.group(bob)
    here.trust(there, groups=[member(named, here.role)])
    theirs = there.api.trust
    put = theirs.put_orgauthorization_trustor_group(here.id, brought.id)
    assert (put.id, put.member_count) == (brought.id, 1)
    listed = theirs.get_orgauthorization_trustor_groups(here.id)
    assert {group.id for group in listed.entities} == {named.id, brought.id}
    assert theirs.get_orgauthorization_trustor_group(here.id, named.id).name == named.name
    trustor = there.api.users.get_user_trustors(ada.id).entities[0]
    assert "directory:user:view" in trustor.authorization.permissions
    theirs.delete_orgauthorization_trustor_group(here.id, brought.id)
    assert there.api.users.get_user_trustors(bob.id).entities == []


def test_either_side_ends_the_trust(here, there, refused):
    ada = there.user()
    here.trust(there, [member(ada, here.role)])
    here.api.trust.delete_orgauthorization_trustee(there.id)
    assert there.api.users.get_user_trustors(ada.id).total == 0
    here.trust(there, [member(ada, here.role)])
    there.api.trust.delete_orgauthorization_trustor(here.id)
    with refused(404, "general.resource.not.found", [there.id]):
        here.api.trust.get_orgauthorization_trustee_users(there.id)
    assert there.api.users.get_user_trustors(ada.id).total == 0


def test_what_is_unknown_is_named(here, there, refused):
    unknown = sdk.TrustMemberCreate()
    unknown.id = str(uuid.uuid4())
    with refused(404, "general.resource.not.found", [unknown.id]):
        here.trust(there, [unknown])
    with refused(404, "general.resource.not.found", [there.role]):
        here.trust(there, [member(there.user(), there.role)])
    assert there.api.trust.get_orgauthorization_trustors().total == 0


def test_an_employee_may_not_trust_anybody(employee, there, refused):
    body = sdk.TrustCreate()
    body.pairing_id, body.enabled = there.id, True
    with refused(403, "missing.permissions", ["authorization:orgTrustee:add"]):
        employee.trust.post_orgauthorization_trustees(body)
    with refused(403, "missing.any.permissions", ["authorization:orgTrustor:view"]):
        employee.trust.get_orgauthorization_trustors()
