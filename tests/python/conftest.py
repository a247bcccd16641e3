"""What every test may ask for: a server, the SDK signed in to it, and users."""

import json
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest
from PureCloudPlatformClientV2.rest import ApiException

import server as servers
from provider import Provider


class Apis:
    """The SDK's classes for one token; `call` names the class by the operation's own home."""

    def __init__(self, client):
        self.client = client
        self.users = sdk.UsersApi(client)
        self.oauth = sdk.OAuthApi(client)
        self.tokens = sdk.TokensApi(client)
        self.organization = sdk.OrganizationApi(client)
        self.authorization = sdk.AuthorizationApi(client)
        self.voicemail = sdk.VoicemailApi(client)
        self.telephony = sdk.TelephonyProvidersEdgeApi(client)


class Refused:
    """Expects a call to be refused, and holds the standard error body afterwards."""

    def __init__(self, status, code=None, naming=()):
        self.status = status
        self.code = code
        self.naming = naming

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        assert kind is not None, f"answered, though {self.status} {self.code or ''} was expected"
        if not isinstance(error, ApiException):
            return False
        self.error = error
        self.body = json.loads(error.body)
        assert (error.status, self.body["status"]) == (self.status, self.status), self.body
        if self.code is not None:
            assert self.body["code"] == self.code, self.body
        for word in self.naming:
            assert word in self.body["message"], self.body
        assert error.headers["ININ-Correlation-Id"] == self.body["contextId"]
        return True


@pytest.fixture
def refused():
    return Refused


@pytest.fixture(scope="session")
def server():
    with servers.Server() as running:
        sdk.configuration.host = running.url
        yield running


def sign_in(running, client_id=servers.CLIENT_ID, secret=servers.CLIENT_SECRET):
    client = sdk.api_client.ApiClient(host=running.url)
    return Apis(client.get_client_credentials_token(client_id, secret))


def sign_in_as(running, email):
    client = sdk.api_client.ApiClient(host=running.url)
    client.access_token = running.user_token(email)
    return Apis(client)


@pytest.fixture(scope="session")
def api(server):
    """The SDK, signed in with the bootstrap client, which may do everything."""
    return sign_in(server)


@pytest.fixture
def new_email():
    return lambda name="user": f"{name}.{uuid.uuid4().hex[:12]}@example.com"


@pytest.fixture
def new_user(api, new_email):
    """Makes a user; every field may be given."""

    def make(**fields):
        body = sdk.CreateUser()
        fields.setdefault("name", "Ada Example")
        fields.setdefault("email", new_email())
        for field, value in fields.items():
            setattr(body, field, value)
        return api.users.post_users(body)

    return make


@pytest.fixture
def update(api):
    """Changes a user from its current version; answers it as it is afterwards."""

    def patch(user, **fields):
        body = sdk.UpdateUser()
        body.version = fields.pop("version", None) or api.users.get_user(user.id).version
        for field, value in fields.items():
            setattr(body, field, value)
        return api.users.patch_user(user.id, body)

    return patch


@pytest.fixture(scope="session")
def program(server):
    """A program that is no SDK, signed in and configured."""
    token = server.sign_in(servers.CLIENT_ID, servers.CLIENT_SECRET).json["access_token"]
    made = Provider(server, token)
    made.configure()
    return made
