"""OAuth clients, and signing in with them."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest
import server as servers


@pytest.fixture
def new_client(api):
    """Makes a client with the bootstrap client's roles; every field may be given."""

    def make(**fields):
        body = sdk.OAuthClientRequest()
        body.name = f"client {uuid.uuid4()}"
        body.authorized_grant_type = "CLIENT-CREDENTIALS"
        body.role_divisions = api.oauth.get_oauth_client(servers.CLIENT_ID).role_divisions
        for field, value in fields.items():
            setattr(body, field, value)
        return api.oauth.post_oauth_clients(body)

    return make


def request_of(client, **fields):
    """The body that changes a client, with what it has where nothing else is given."""
    body = sdk.OAuthClientRequest()
    for field in body.swagger_types:
        value = fields.get(field, getattr(client, field))
        if value is not None:
            setattr(body, field, value)
    return body


def test_a_new_client_signs_in_with_the_secret_shown_once(new_client, api, server):
    client = new_client(description="for tests", access_token_validity_seconds=1800)
    assert uuid.UUID(client.id)
    assert client.secret
    assert client.state == "active"
    assert client.self_uri == f"/api/v2/oauth/clients/{client.id}"
    found = api.oauth.get_oauth_client(client.id)
    assert found.secret is None
    assert (found.name, found.description) == (client.name, "for tests")
    assert found.authorized_grant_type == "CLIENT-CREDENTIALS"
    assert found.date_created is not None
    answer = server.sign_in(client.id, client.secret)
    assert answer.status == 200
    assert 1790 <= answer.json["expires_in"] <= 1800
    assert "refresh_token" not in answer.json
    assert conftest.sign_in(server, client.id, client.secret).users.get_users().total > 0


def test_clients_are_listed_without_their_secrets(new_client, api):
    client = new_client()
    listing = api.oauth.get_oauth_clients()
    listed = {one.id: one for one in listing.entities}
    assert listing.total == len(listed)
    assert {client.id, servers.CLIENT_ID} <= set(listed)
    assert all(one.secret is None for one in listing.entities)


def test_a_client_is_changed(new_client, api):
    client = new_client()
    changed = api.oauth.put_oauth_client(
        client.id, request_of(client, name="renamed", access_token_validity_seconds=3600)
    )
    assert (changed.id, changed.name) == (client.id, "renamed")
    assert changed.access_token_validity_seconds == 3600
    assert changed.secret is None
    assert api.oauth.get_oauth_client(client.id).to_dict() == changed.to_dict()


def test_a_new_secret_replaces_the_old_one(new_client, api, server):
    client = new_client()
    renewed = api.oauth.post_oauth_client_secret(client.id)
    assert renewed.secret and renewed.secret != client.secret
    assert server.sign_in(client.id, client.secret).status == 401
    assert server.sign_in(client.id, renewed.secret).status == 200


def test_a_deleted_client_is_gone_with_its_tokens(new_client, api, server, refused):
    client = new_client()
    own = conftest.sign_in(server, client.id, client.secret)
    api.oauth.delete_oauth_client(client.id)
    with refused(404):
        api.oauth.get_oauth_client(client.id)
    with refused(401, "bad.credentials"):
        own.users.get_users()
    assert server.sign_in(client.id, client.secret).json["error"] == "invalid_client"


def test_the_tokens_of_a_disabled_client_no_longer_work(new_client, api, server, refused):
    client = new_client()
    own = conftest.sign_in(server, client.id, client.secret)
    api.oauth.put_oauth_client(client.id, request_of(client, state="disabled"))
    with refused(401):
        own.users.get_users()
    assert server.sign_in(client.id, client.secret).status == 401


def test_an_inactive_client_gets_no_new_tokens(new_client, api, server):
    client = new_client()
    own = conftest.sign_in(server, client.id, client.secret)
    api.oauth.put_oauth_client(client.id, request_of(client, state="inactive"))
    assert own.users.get_users().total > 0
    assert server.sign_in(client.id, client.secret).status == 401


@pytest.mark.parametrize("seconds", [299, 172801])
def test_a_token_lives_between_five_minutes_and_two_days(seconds, new_client, refused):
    with refused(400, naming=["accessTokenValiditySeconds"]):
        new_client(access_token_validity_seconds=seconds)


def test_a_client_needs_a_name_and_a_grant(server, api, refusal):
    token = api.client.access_token
    body = {"authorizedGrantType": "CLIENT-CREDENTIALS"}
    refusal(server.request("POST", "/api/v2/oauth/clients", body, token), 400, naming=["name"])
    answer = server.request("POST", "/api/v2/oauth/clients", {"name": "x"}, token)
    refusal(answer, 400, naming=["authorizedGrantType"])


def test_an_unknown_client_is_not_found(api, refused):
    nobody = str(uuid.uuid4())
    with refused(404):
        api.oauth.get_oauth_client(nobody)
    with refused(404):
        api.oauth.delete_oauth_client(nobody)
    with refused(404):
        api.oauth.post_oauth_client_secret(nobody)


def test_a_client_without_roles_holds_no_permission(new_client, server, refused):
    client = new_client(role_divisions=[])
    own = conftest.sign_in(server, client.id, client.secret)
    with refused(403):
        own.oauth.get_oauth_clients()


def test_signing_in_works_with_the_credentials_in_the_body(server):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = (
        "grant_type=client_credentials"
        f"&client_id={servers.CLIENT_ID}&client_secret={servers.CLIENT_SECRET}"
    )
    answer = server.request("POST", "/oauth/token", body, headers=form)
    assert answer.status == 200
    assert answer.json["access_token"]


@pytest.mark.parametrize(
    ("client_id", "secret", "grant", "status", "error"),
    [
        (servers.CLIENT_ID, "wrong", "client_credentials", 401, "invalid_client"),
        (str(uuid.uuid4()), "wrong", "client_credentials", 401, "invalid_client"),
        ("no-uuid", "wrong", "client_credentials", 401, "invalid_client"),
        (servers.CLIENT_ID, servers.CLIENT_SECRET, "magic", 400, "unsupported_grant_type"),
    ],
)
def test_a_refused_sign_in_says_so_in_oauths_own_words(
    client_id, secret, grant, status, error, server
):
    answer = server.sign_in(client_id, secret, grant)
    assert (answer.status, answer.json["error"]) == (status, error)
    assert answer.json["error_description"]
    assert answer.json["description"]
