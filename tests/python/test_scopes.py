"""Scopes: what applications may do for their users."""

import uuid

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest
import server as servers


@pytest.fixture
def application(api):
    """Makes an application that users sign in to, limited to these scopes."""

    def make(*scopes):
        body = sdk.OAuthClientRequest()
        body.name = f"application {uuid.uuid4()}"
        body.authorized_grant_type = "CODE"
        body.registered_redirect_uri = ["https://app.example.com/callback"]
        body.scope = list(scopes)
        return api.oauth.post_oauth_clients(body)

    return make


@pytest.fixture
def through(server, application):
    """The SDK as the administrator, through an application with these scopes."""
    return lambda *scopes: conftest.sign_in_as(
        server, servers.ADMIN_EMAIL, application(*scopes).id
    )


def test_an_application_that_reads_may_not_change(through, new_user, refused):
    user = new_user()
    reader = through("users:readonly")
    assert reader.users.get_user(user.id).id == user.id
    body = sdk.UpdateUser()
    body.version = user.version
    body.title = "Lead"
    with refused(403, "app.not.authorized.for.scope", naming=["[users]", "users:readonly"]):
        reader.users.patch_user(user.id, body)
    assert through("users").users.patch_user(user.id, body).title == "Lead"


def test_an_application_of_another_area_is_refused(through, refused):
    with refused(403, "app.not.authorized.for.scope", naming=["users:readonly", "analytics"]):
        through("analytics").users.get_users()
    with refused(403, "app.not.authorized.for.scope", naming=["oauth:readonly"]):
        through("users", "routing").oauth.get_oauth_clients()


def test_without_scopes_an_application_is_not_limited(through):
    unlimited = through()
    assert unlimited.users.get_users().total > 0
    assert unlimited.oauth.get_oauth_clients().total > 0
    assert unlimited.tokens.get_tokens_me().authorized_scope == []


def test_a_token_tells_its_scopes_and_may_always_be_ended(through, refused):
    own = through("telephony", "presence:readonly")
    token = own.tokens.get_tokens_me()
    assert token.authorized_scope == ["telephony", "presence:readonly"]
    own.tokens.head_tokens_me()
    with refused(403, "app.not.authorized.for.scope", naming=["user-basic-info"]):
        own.users.get_users_me()
    own.tokens.delete_tokens_me()
    with refused(401, "bad.credentials"):
        own.tokens.get_tokens_me()


def test_who_one_is_takes_the_basic_scope_alone(through):
    assert through("user-basic-info").users.get_users_me().email == servers.ADMIN_EMAIL


def test_a_scope_gives_nothing_that_the_user_lacks(server, application, new_user, refused):
    email = new_user().email
    own = conftest.sign_in_as(server, email, application("oauth").id)
    with refused(403, "missing.any.permissions", naming=["oauth:client:view"]):
        own.oauth.get_oauth_clients()


def test_a_client_that_works_for_itself_is_not_limited(api, server):
    body = sdk.OAuthClientRequest()
    body.name = f"robot {uuid.uuid4()}"
    body.authorized_grant_type = "CLIENT-CREDENTIALS"
    body.role_divisions = api.oauth.get_oauth_client(servers.CLIENT_ID).role_divisions
    body.scope = ["analytics:readonly"]
    client = api.oauth.post_oauth_clients(body)
    assert conftest.sign_in(server, client.id, client.secret).users.get_users().total > 0


def test_scopes_are_listed_and_read(api, refused):
    listing = api.oauth.get_oauth_scopes()
    listed = {scope.id: scope.description for scope in listing.entities}
    assert listing.total == len(listed)
    assert {"users", "users:readonly", "user-basic-info", "audits:readonly"} <= set(listed)
    assert all(listed.values())
    scope = api.oauth.get_oauth_scope("users:readonly")
    assert (scope.id, scope.description) == ("users:readonly", listed["users:readonly"])
    assert scope.self_uri == "/api/v2/oauth/scopes/users:readonly"
    with refused(404, naming=["no-such-scope"]):
        api.oauth.get_oauth_scope("no-such-scope")


def test_a_client_cannot_have_a_scope_that_there_is_not(application, refused):
    assert application("users", "architect:readonly").scope == ["users", "architect:readonly"]
    with refused(400, "invalid.value", naming=["scope", "users:write"]):
        application("users", "users:write")
