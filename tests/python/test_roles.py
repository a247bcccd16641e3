"""Roles, who holds them, and the catalogue that their policies are taken from."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import server as servers
from conftest import sign_in_as


def policy(domain, entity, *actions):
    made = sdk.DomainPermissionPolicy()
    made.domain = domain
    made.entity_name = entity
    made.action_set = list(actions)
    return made


@pytest.fixture
def roles(api):
    return api.authorization


@pytest.fixture
def new_role(roles):
    """Makes a role with these policies; its name is unique."""

    def make(*policies, name=None, permissions=()):
        body = sdk.DomainOrganizationRoleCreate()
        body.name = name or f"Role {uuid.uuid4().hex[:12]}"
        body.description = "Made by a test."
        body.permissions = list(permissions)
        body.permission_policies = list(policies)
        return roles.post_authorization_roles(body)

    return make


def test_a_role_is_made_read_changed_and_deleted(roles, new_role, refused):
    role = new_role(policy("directory", "user", "view"), permissions=["group_creation"])
    assert (role.user_count, role.default) == (0, False)
    found = roles.get_authorization_role(role.id)
    assert found.permission_policies[0].action_set == ["view"]
    assert found.permissions == ["group_creation"]
    body = sdk.DomainOrganizationRoleUpdate()
    body.name = role.name + " renamed"
    body.permission_policies = [policy("routing", "*", "*")]
    replaced = roles.put_authorization_role(role.id, body)
    assert (replaced.name, replaced.permissions) == (body.name, [])
    assert replaced.permission_policies[0].domain == "routing"
    part = sdk.DomainOrganizationRole()
    part.description = "Another text."
    patched = roles.patch_authorization_role(role.id, part)
    assert (patched.name, patched.description) == (body.name, "Another text.")
    roles.delete_authorization_role(role.id)
    with refused(404, "general.resource.not.found", naming=[role.id]):
        roles.get_authorization_role(role.id)


def test_roles_are_listed_and_filtered(roles, new_role):
    role = new_role(policy("routing", "queue", "join"))
    assert roles.get_authorization_roles(id=[role.id]).total == 1
    assert role.id in [one.id for one in roles.get_authorization_roles(name=role.name).entities]
    joining = roles.get_authorization_roles(permission=["routing:queue:join"], page_size=100)
    assert role.id in [one.id for one in joining.entities]
    employee = roles.get_authorization_roles(default_role_id=["employee"]).entities
    assert [one.default_role_id for one in employee] == ["employee"]
    assert employee[0].user_count > 0
    bare = roles.get_authorization_roles(default_role_id=["employee"], user_count=False)
    assert bare.entities[0].user_count is None


def test_a_policy_outside_the_catalogue_is_refused(new_role, refused):
    with refused(400, naming=["permissionPolicies[1].actionSet[0]", "fly"]):
        new_role(policy("directory", "user", "view"), policy("directory", "user", "fly"))
    with refused(400, naming=["permissionPolicies[0].domain", "cooking"]):
        new_role(policy("cooking", "user", "view"))


def test_conditions_are_kept(roles, new_role, api, new_user):
    conditional = policy("quality", "calibration", "add")
    conditional.allow_conditions = True
    operand = sdk.DomainResourceConditionValue()
    operand.type = "SCALAR"
    operand.value = "CALL"
    term = sdk.DomainResourceConditionNode()
    term.variable_name = "Conversation.mediaType"
    term.operator = "EQ"
    term.operands = [operand]
    node = sdk.DomainResourceConditionNode()
    node.conjunction = "AND"
    node.terms = [term]
    conditional.resource_condition_node = node
    role = new_role(conditional)
    kept = roles.get_authorization_role(role.id).permission_policies[0]
    assert kept.resource_condition_node.terms[0].operands[0].value == "CALL"
    user = new_user()
    roles.put_authorization_role_users_add(role.id, [user.id])
    shown = roles.get_user_roles(user.id).permission_policies[0]
    assert shown.resource_condition_node.terms[0].variable_name == "Conversation.mediaType"


def test_default_roles_stay(roles, refused):
    admin = roles.get_authorization_roles(default_role_id=["admin"]).entities[0]
    with refused(400, naming=["default role"]):
        roles.delete_authorization_role(admin.id)
    part = sdk.DomainOrganizationRole()
    part.permission_policies = []
    with refused(400, naming=["administrator"]):
        roles.patch_authorization_role(admin.id, part)


def test_users_join_and_leave_a_role(roles, new_role, new_user):
    role, users = new_role(), [new_user() for _ in range(2)]
    ids = [user.id for user in users]
    assert roles.put_authorization_role_users_add(role.id, ids) == ids
    held = roles.get_authorization_role_users(role.id)
    assert (sorted(one.id for one in held.entities), held.total) == (sorted(ids), 2)
    assert roles.get_authorization_role(role.id).user_count == 2
    assert roles.put_authorization_role_users_remove(role.id, ids[:1]) == ids[:1]
    assert [one.id for one in roles.get_authorization_role_users(role.id).entities] == ids[1:]


def test_a_role_is_granted_to_many_at_once(roles, new_role, new_user, refused):
    role, user = new_role(), new_user()
    home = roles.get_authorization_divisions_home()
    body = sdk.SubjectDivisions()
    body.subject_ids = [user.id, servers.CLIENT_ID]
    body.division_ids = ["*", home.id]
    roles.post_authorization_role(role.id, body)
    grants = roles.get_authorization_role_subjectgrants(role.id)
    kinds = {grant.type: len(grant.divisions) for grant in grants.entities}
    assert kinds == {"PC_USER": 2, "PC_OAUTH_CLIENT": 2}
    counts = roles.get_authorization_subjects_rolecounts(id=[user.id])
    assert counts == {user.id: 2}
    body.division_ids = ["nowhere"]
    with refused(404, naming=["nowhere"]):
        roles.post_authorization_role(role.id, body)


def test_a_role_in_use_is_deleted_only_when_asked(api, roles, new_role, new_user, refused):
    role, user = new_role(), new_user()
    roles.put_authorization_role_users_add(role.id, [user.id])
    with refused(409, "general.conflict", naming=["Callroster-Force"]):
        roles.delete_authorization_role(role.id)
    api.client.set_default_header("Callroster-Force", "true")
    try:
        roles.delete_authorization_role(role.id)
    finally:
        del api.client.default_headers["Callroster-Force"]
    assert role.id not in [one.id for one in roles.get_user_roles(user.id).roles]


def test_nobody_makes_a_role_stronger_than_themselves(server, roles, new_role, new_user, refused):
    role = new_role(policy("authorization", "role", "view", "add", "edit"))
    user = new_user()
    roles.put_authorization_role_users_add(role.id, [user.id])
    theirs = sign_in_as(server, user.email).authorization
    part = sdk.DomainOrganizationRole()
    part.permission_policies = [policy("authorization", "*", "*")]
    with refused(403, "not.authorized", naming=[role.name]):
        theirs.patch_authorization_role(role.id, part)
    body = sdk.DomainOrganizationRoleCreate()
    body.name = f"Role {uuid.uuid4().hex}"
    body.permission_policies = [policy("directory", "user", "setPassword")]
    with refused(403, "not.authorized", naming=[body.name]):
        theirs.post_authorization_roles(body)


def test_the_catalogue_is_walked_as_terraform_does(roles):
    page = roles.get_authorization_permissions(page_size=100, query_type="domain", query="directory")
    assert [one.domain for one in page.entities] == ["directory"]
    actions = page.entities[0].permission_map["user"]
    assert "setPassword" in [one.action for one in actions]
    everything = roles.get_authorization_permissions(page_size=100)
    assert everything.total == len(everything.entities) > 50
