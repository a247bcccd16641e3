"""The vendor's own acceptance order for its SDKs, with the SDK as it is published."""

import uuid

import PureCloudPlatformClientV2 as sdk
import server as servers


def test_the_official_acceptance_order_passes(server):
    sdk.configuration.host = server.url
    client = sdk.api_client.ApiClient()
    client.get_client_credentials_token(servers.CLIENT_ID, servers.CLIENT_SECRET)
    assert client.access_token
    users = sdk.UsersApi(client)
    email = f"{uuid.uuid4()}@mypurecloud.com"

    body = sdk.CreateUser()
    body.name = "SDK Acceptance"
    body.email = email
    body.password = f"{uuid.uuid4()}!@#$!@#$&?&?123412345656asdfasdfghghASDFASDFGHGH"
    created = users.post_users(body)
    assert created.name == "SDK Acceptance"
    assert created.email == email

    body = sdk.UpdateUser()
    body.department = "Acceptance Department"
    body.version = 1
    updated = users.patch_user(created.id, body)
    assert updated.id == created.id
    assert updated.name == "SDK Acceptance"
    assert updated.email == email
    assert updated.department == "Acceptance Department"

    assert users.put_user_profileskills(created.id, ["Testmaster"]) == ["Testmaster"]

    found = users.get_user(created.id, expand=["profileSkills", "dateLastLogin"])
    assert found.id == created.id
    assert found.department == "Acceptance Department"

    answer = server.sign_in(servers.CLIENT_ID, servers.CLIENT_SECRET)
    assert answer.status == 200
    assert answer.json["access_token"]
    assert answer.json["token_type"].lower() == "bearer"

    found = users.get_user(created.id, expand=["profileSkills"])
    assert found.profile_skills[0] == "Testmaster"

    users.delete_user(created.id)
