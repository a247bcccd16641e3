"""Roles with policies, and the roles of users."""

import contextlib

from provider import Refusal, name, settled

ROLES = "/api/v2/authorization/roles"
SUBJECTS = "/api/v2/authorization/subjects"


def role(program, **fields):
    body = {
        "name": name("Role"),
        "description": "Made by a plan",
        "permissions": ["group_creation"],
        "permissionPolicies": [
            {"domain": "directory", "entityName": "user", "actionSet": ["view", "edit"]},
            {"domain": "routing", "entityName": "queue", "actionSet": ["*"]},
        ],
    }
    body.update(fields)
    return body, program.post(ROLES, body)


def policies(entity):
    return sorted(
        (one["domain"], one["entityName"], sorted(one["actionSet"]))
        for one in entity["permissionPolicies"]
    )


def test_a_role_is_created_read_changed_imported_and_deleted(program):
    catalogue = program.pages("/api/v2/authorization/permissions")
    assert {"directory", "routing"} <= {one["domain"] for one in catalogue}
    sent, made = role(program)
    path = f"{ROLES}/{made['id']}"
    read = program.get(path)
    settled(read, {key: sent[key] for key in ("name", "description", "permissions")})
    assert policies(read) == policies(sent)
    sent["permissionPolicies"].pop()
    sent["description"] = "Made and changed by a plan"
    program.put(path, sent)
    read = program.get(path)
    assert policies(read) == policies(sent) and read["description"] == sent["description"]
    [found] = program.get(f"{ROLES}?name={sent['name'].replace(' ', '%20')}")["entities"]
    assert found["id"] == made["id"]
    program.delete(path)
    assert program.gone(path)


def test_roles_of_a_user_are_given_read_and_taken_one_by_one(program):
    division = program.post("/api/v2/authorization/divisions", {"name": name("Division")})["id"]
    first, second = role(program)[1]["id"], role(program)[1]["id"]
    body = {"name": "Ada Example", "email": f"{name('ada').replace(' ', '.')}@example.com"}
    user = program.post("/api/v2/users", body)["id"]
    subject = f"{SUBJECTS}/{user}"
    before = grants(program, subject)
    wanted = {(first, program.home()), (second, division), (second, "*")}
    pairs = [{"roleId": role, "divisionId": place} for role, place in sorted(wanted)]
    program.post(f"{subject}/bulkadd?subjectType=PC_USER", {"grants": pairs})
    assert grants(program, subject) == before | wanted
    # What the plan does not name is taken away, one grant after the other.
    program.delete(f"{subject}/divisions/{division}/roles/{second}")
    assert grants(program, subject) == before | (wanted - {(second, division)})
    # Gone already is as good as gone: the provider passes over 404.
    with contextlib.suppress(Refusal):
        program.delete(f"{subject}/divisions/{division}/roles/{second}")
    program.delete(f"/api/v2/users/{user}")
    for one in (first, second):
        program.delete(f"{ROLES}/{one}")


def grants(program, subject):
    read = program.get(f"{subject}?includeDuplicates=true")
    return {(one["role"]["id"], one["division"]["id"]) for one in read["grants"]}


def test_a_role_that_is_not_there_yet_may_be_asked_for_again(program):
    body = {"name": "Ada Example", "email": f"{name('ada').replace(' ', '.')}@example.com"}
    user = program.post("/api/v2/users", body)["id"]
    pair = {"roleId": "11111111-1111-4111-8111-111111111111", "divisionId": "*"}
    try:
        program.post(f"{SUBJECTS}/{user}/bulkadd?subjectType=PC_USER", {"grants": [pair]})
    except Refusal as refusal:
        # The provider tries again after 404 alone, and gives up on anything else.
        assert refusal.status in (400, 404)
