"""What the state, the dates, the addresses and the secrets of OAuth clients do."""

import datetime
import json
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest
import server as servers

CALLBACK = "https://app.example.com/callback"


def in_(seconds):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)


@pytest.fixture
def robot(api):
    """Makes a client that works for itself; every field may be given."""

    def make(**fields):
        body = sdk.OAuthClientRequest()
        body.name = f"robot {uuid.uuid4()}"
        body.authorized_grant_type = "CLIENT-CREDENTIALS"
        for field, value in fields.items():
            setattr(body, field, value)
        return api.oauth.post_oauth_clients(body)

    return make


@pytest.fixture
def change(api):
    """Changes a client: what is not given stays."""

    def put(client, **fields):
        body = sdk.OAuthClientRequest()
        for field in body.swagger_types:
            value = fields.get(field, getattr(client, field))
            if value is not None:
                setattr(body, field, value)
        return api.oauth.put_oauth_client(client.id, body)

    return put


def test_a_disabled_client_is_out_at_once_and_starts_anew(robot, change, server, refused):
    client = robot()
    own = conftest.sign_in(server, client.id, client.secret)
    assert change(client, state="disabled").state == "disabled"
    with refused(401, "bad.credentials"):
        own.tokens.get_tokens_me()
    assert server.sign_in(client.id, client.secret).json["error"] == "invalid_client"
    assert change(client, state="active").state == "active"
    with refused(401, "bad.credentials"):
        own.tokens.get_tokens_me()
    conftest.sign_in(server, client.id, client.secret).tokens.head_tokens_me()


def test_an_inactive_client_finishes_its_work(robot, change, server):
    client = robot()
    own = conftest.sign_in(server, client.id, client.secret)
    assert change(client, state="inactive").state == "inactive"
    own.tokens.head_tokens_me()
    assert server.sign_in(client.id, client.secret).status == 401


def test_tokens_of_users_end_with_their_disabled_application(
    robot, change, server, new_user, refused
):
    application = robot(authorized_grant_type="CODE", registered_redirect_uri=[CALLBACK])
    own = conftest.sign_in_as(server, new_user().email, application.id)
    own.tokens.head_tokens_me()
    change(application, state="disabled")
    with refused(401, "bad.credentials"):
        own.tokens.get_tokens_me()


def test_a_client_may_have_a_date_on_which_it_goes(robot, change, api, refused):
    date = in_(3600)
    client = robot(date_to_delete=date, state="inactive")
    assert abs(client.date_to_delete - date) < datetime.timedelta(seconds=1)
    assert api.oauth.get_oauth_client(client.id).date_to_delete == client.date_to_delete
    with refused(400, "invalid.value", naming=["dateToDelete"]):
        change(client, date_to_delete=in_(-60))
    with refused(400, "invalid.value", naming=["dateToDelete"]):
        robot(date_to_delete=in_(-60))


@pytest.mark.parametrize(
    "address",
    ["/callback", "https://app.example.com/#x", "http://app.example.com/", "javascript:alert(1)"],
)
def test_an_address_for_sign_ins_must_lead_to_an_application(address, robot, refused):
    with refused(400, "invalid.value", naming=["registeredRedirectUri", address]):
        robot(authorized_grant_type="CODE", registered_redirect_uri=[CALLBACK, address])


def test_users_must_have_somewhere_to_return_to(robot, refused):
    for grant in ("CODE", "TOKEN"):
        with refused(400, "invalid.value", naming=["registeredRedirectUri", grant]):
            robot(authorized_grant_type=grant)
    native = ["com.example.app:/callback", "http://localhost:8080/"]
    client = robot(authorized_grant_type="CODE", registered_redirect_uri=native)
    assert client.registered_redirect_uri == native


def rotate(server, client, *options):
    said = server.command(
        "client", "rotate-secret", "--client", client.id, *options, "--json", *server.storage
    )
    return json.loads(said)


def test_two_secrets_sign_in_while_one_takes_over(robot, server, api):
    client = robot()
    own = conftest.sign_in(server, client.id, client.secret)
    rotated = rotate(server, client, "--overlap", "24h")
    assert rotated["clientId"] == client.id
    assert rotated["previousSecretEnds"]
    own.tokens.head_tokens_me()
    for secret in (client.secret, rotated["clientSecret"]):
        assert server.sign_in(client.id, secret).status == 200
    again = rotate(server, client, "--overlap", "1h")
    statuses = [
        server.sign_in(client.id, secret).status
        for secret in (client.secret, rotated["clientSecret"], again["clientSecret"])
    ]
    assert statuses == [401, 200, 200]
    assert api.oauth.get_oauth_client(client.id).secret is None
    said = server.said()
    assert not any(secret in said for secret in (rotated["clientSecret"], again["clientSecret"]))


def test_without_an_overlap_the_old_secret_ends_at_once(robot, server, refused):
    client = robot()
    own = conftest.sign_in(server, client.id, client.secret)
    rotated = rotate(server, client)
    assert "previousSecretEnds" not in rotated
    assert server.sign_in(client.id, client.secret).status == 401
    assert server.sign_in(client.id, rotated["clientSecret"]).status == 200
    with refused(401, "bad.credentials"):
        own.tokens.get_tokens_me()
