"""Users signing in on the page, and the SDK's own helpers for what they bring back."""

import json
import urllib.parse
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest
from PureCloudPlatformClientV2.rest import ApiException

import server as servers
from browser import Browser
from conftest import Apis

BACK = "https://app.example/back?of=callroster"
ADMIN = {"email": servers.ADMIN_EMAIL, "password": servers.ADMIN_PASSWORD}


class Program:
    """A program that users sign in to."""

    def __init__(self, server, client):
        self.server = server
        self.id = client.id
        self.secret = client.secret

    def page(self, response_type="code", **more):
        query = {"client_id": self.id, "redirect_uri": BACK, "response_type": response_type}
        return f"{self.server.url}/oauth/authorize?{urllib.parse.urlencode({**query, **more})}"

    def code(self, **more):
        browser = Browser()
        return browser.submit(browser.get(self.page(**more)), **ADMIN).brought["code"]

    def sdk(self):
        return sdk.api_client.ApiClient(host=self.server.url)


@pytest.fixture
def new_program(api, server):
    def make(grant="CODE", **fields):
        body = sdk.OAuthClientRequest()
        body.name = f"program {uuid.uuid4()}"
        body.authorized_grant_type = grant
        body.registered_redirect_uri = [BACK]
        for field, value in fields.items():
            setattr(body, field, value)
        return Program(server, api.oauth.post_oauth_clients(body))

    return make


@pytest.fixture
def program(new_program):
    return new_program()


def refused(call, error):
    """Expects the token endpoint to refuse; answers what it says."""
    with pytest.raises(ApiException) as raised:
        call()
    body = json.loads(raised.value.body)
    assert (raised.value.status, body["error"]) == (400, error), body
    assert body["error_description"] == body["description"]
    return body["error_description"]


def test_a_code_gives_the_sdk_a_users_tokens(program):
    client, answer = program.sdk().get_code_authorization_token(
        program.id, program.secret, program.code(), BACK
    )
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 86400)
    assert client.refresh_token == answer["refresh_token"]
    assert Apis(client).users.get_users_me().email == servers.ADMIN_EMAIL


def test_pkce_gives_the_sdk_a_users_token_without_a_secret(program):
    client = program.sdk()
    verifier = client.generate_pkce_code_verifier(128)
    challenge = client.compute_pkce_code_challenge(verifier)
    code = program.code(code_challenge=challenge, code_challenge_method="S256")
    other = client.generate_pkce_code_verifier(43)
    said = refused(lambda: client.get_pkce_token(program.id, other, code, BACK), "invalid_grant")
    assert "code_verifier" in said
    client, answer = client.get_pkce_token(program.id, verifier, code, BACK)
    assert answer["refresh_token"]
    assert Apis(client).users.get_users_me().email == servers.ADMIN_EMAIL


def test_the_sdk_refreshes_and_a_refresh_token_works_once(program):
    client = program.sdk()
    client.get_code_authorization_token(program.id, program.secret, program.code(), BACK)
    first = (client.access_token, client.refresh_token)
    client.refresh_code_authorization_token(program.id, program.secret, client.refresh_token)
    assert not {client.access_token, client.refresh_token} & set(first)
    assert Apis(client).users.get_users_me().id
    other = program.sdk()
    refused(
        lambda: other.refresh_code_authorization_token(program.id, program.secret, first[1]),
        "invalid_grant",
    )
    last = client.refresh_token
    refused(
        lambda: client.refresh_code_authorization_token(program.id, program.secret, last),
        "invalid_grant",
    )


def test_the_sdk_refreshes_by_itself_when_its_token_has_gone(program):
    client = program.sdk()
    client.get_code_authorization_token(program.id, program.secret, program.code(), BACK)
    client.access_token = "gone"
    assert Apis(client).users.get_users_me().email == servers.ADMIN_EMAIL
    assert client.access_token != "gone"


def test_an_implicit_sign_in_brings_a_token_that_works(new_program, server):
    implicit = new_program("TOKEN", access_token_validity_seconds=600)
    browser = Browser()
    page = browser.get(implicit.page("token", state="a b&c"))
    answer = browser.submit(page, **ADMIN)
    assert answer.location.startswith(f"{BACK}#access_token=")
    brought = answer.brought
    assert (brought["expires_in"], brought["state"]) == ("600", "a b&c")
    client = implicit.sdk()
    client.access_token = brought["access_token"]
    assert Apis(client).tokens.get_tokens_me().o_auth_client.id == implicit.id


def test_no_secret_reaches_the_log(program, server):
    browser = Browser()
    page = browser.get(program.page(state="a-state-of-the-program"))
    code = browser.submit(page, **ADMIN).brought["code"]
    client, answer = program.sdk().get_code_authorization_token(
        program.id, program.secret, code, BACK
    )
    client.refresh_code_authorization_token(program.id, program.secret, client.refresh_token)
    said = server.said()
    assert "oauthAuthorize" in said and "oauthToken" in said
    secrets = [code, program.secret, servers.ADMIN_PASSWORD, "a-state-of-the-program"]
    secrets += [answer["access_token"], client.access_token, client.refresh_token]
    assert not [secret for secret in secrets if secret in said]
