"""Groups with members, owners and addresses, and the roles that members have through them."""

from provider import exact, name, settled

GROUPS = "/api/v2/groups"
SUBJECTS = "/api/v2/authorization/subjects"


def user(program, who):
    body = {"name": who, "email": f"{name('member').replace(' ', '.')}@example.com"}
    return program.post("/api/v2/users", body)["id"]


def test_a_group_is_created_read_changed_imported_and_deleted(program):
    owner, ada, ben = (user(program, who) for who in ("Owner Example", "Ada Example", "Ben Example"))
    sent = {
        "name": name("Group"),
        "type": "official",
        "visibility": "public",
        "rulesVisible": True,
        "rolesEnabled": True,
        "description": "Made by a plan",
        "ownerIds": [owner],
        "addresses": [{"mediaType": "PHONE", "type": "GROUPRING", "address": "+13174269078"}],
    }
    made = program.post(GROUPS, sent)
    path = f"{GROUPS}/{made['id']}"
    read = program.get(path)
    plain = ("name", "type", "visibility", "rulesVisible", "rolesEnabled", "description")
    settled(read, {key: sent[key] for key in plain})
    assert [one["id"] for one in read["owners"]] == [owner]
    settled(read["addresses"], [{"type": "GROUPRING", "address": "+13174269078"}])

    # Members come last, with the version that the group has by then.
    version = read["version"]
    program.post(f"{path}/members", {"memberIds": [ada, ben], "version": version})
    assert members(program, path) >= {ada, ben}
    program.delete(f"{path}/members?ids={ben}")
    assert ben not in members(program, path)

    version = program.get(path)["version"]
    changed = {"name": name("Group"), "description": "Changed", "visibility": "members"}
    program.put(path, {**changed, "rulesVisible": False, "version": version})
    settled(program.get(path), {**changed, "rulesVisible": False})

    answer = program.post(f"{GROUPS}/search", {"query": [exact(["name"], changed["name"])]})
    assert [one["id"] for one in answer["results"]] == [made["id"]]
    program.delete(path)
    assert program.gone(path)
    for one in (owner, ada, ben):
        program.delete(f"/api/v2/users/{one}")


def members(program, path):
    return {one["id"] for one in program.pages(f"{path}/individuals")}


def test_roles_of_a_group_are_given_read_and_taken(program):
    group = program.post(
        GROUPS, {"name": name("Group"), "type": "official", "visibility": "public", "rulesVisible": True}
    )["id"]
    policy = {"domain": "directory", "entityName": "user", "actionSet": ["view"]}
    role = program.post(
        "/api/v2/authorization/roles", {"name": name("Role"), "permissionPolicies": [policy]}
    )["id"]
    subject = f"{SUBJECTS}/{group}"
    grants = {"grants": [{"roleId": role, "divisionId": program.home()}]}
    program.post(f"{subject}/bulkadd?subjectType=PC_GROUP", grants)
    read = program.get(f"{subject}?includeDuplicates=true")
    assert [(one["role"]["id"], one["division"]["id"]) for one in read["grants"]] == [
        (role, program.home())
    ]
    program.delete(f"{subject}/divisions/{program.home()}/roles/{role}")
    assert not program.get(f"{subject}?includeDuplicates=true").get("grants")
    program.delete(f"{GROUPS}/{group}")
    program.delete(f"/api/v2/authorization/roles/{role}")
