"""OAuth clients of every grant, with roles in divisions."""

from provider import name, settled

CLIENTS = "/api/v2/oauth/clients"


def test_a_client_that_works_for_itself_is_created_read_changed_imported_and_deleted(program):
    policy = {"domain": "directory", "entityName": "user", "actionSet": ["view"]}
    role = program.post(
        "/api/v2/authorization/roles", {"name": name("Role"), "permissionPolicies": [policy]}
    )["id"]
    sent = {
        "name": name("Client"),
        "description": "Made by a plan",
        "authorizedGrantType": "CLIENT-CREDENTIALS",
        "accessTokenValiditySeconds": 7200,
        "state": "active",
        "roleDivisions": [{"roleId": role, "divisionId": program.home()}],
    }
    made = program.post(CLIENTS, sent)
    assert made["secret"]
    path = f"{CLIENTS}/{made['id']}"
    settled(program.get(path), sent)
    sent.update(description="Changed by a plan", state="inactive", accessTokenValiditySeconds=3600)
    program.put(path, sent)
    settled(program.get(path), sent)
    [found] = [one for one in program.get(CLIENTS)["entities"] if one["name"] == sent["name"]]
    assert found["id"] == made["id"]
    program.delete(path)
    assert program.gone(path)
    program.delete(f"/api/v2/authorization/roles/{role}")


def test_a_client_that_users_sign_in_to_keeps_its_addresses_and_scopes(program):
    sent = {
        "name": name("Client"),
        "authorizedGrantType": "CODE",
        "registeredRedirectUri": ["https://example.com/back", "https://example.com/other"],
        "scope": ["users", "routing:readonly"],
        "accessTokenValiditySeconds": 86400,
    }
    made = program.post(CLIENTS, sent)
    path = f"{CLIENTS}/{made['id']}"
    read = program.get(path)
    settled(read, {key: value for key, value in sent.items() if key != "scope"})
    assert sorted(read["scope"]) == sorted(sent["scope"])
    program.delete(path)
