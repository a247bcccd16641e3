"""GET, HEAD and DELETE /tokens/me."""

import conftest
import server as servers


def test_a_token_tells_its_organization_and_its_client(api):
    token = api.tokens.get_tokens_me()
    assert token.organization.id == api.organization.get_organizations_me().id
    assert token.organization.name
    assert token.o_auth_client.id == servers.CLIENT_ID


def test_a_users_token_can_be_asked_for_as_well(admin):
    assert admin.tokens.get_tokens_me().organization.id


def test_a_token_can_be_checked_without_a_body(api, server):
    api.tokens.head_tokens_me()
    answer = server.request("HEAD", "/api/v2/tokens/me", token=api.client.access_token)
    assert (answer.status, answer.body) == (200, b"")


def test_a_deleted_token_no_longer_works(server, refused):
    own = conftest.sign_in(server)
    own.tokens.delete_tokens_me()
    with refused(401, "bad.credentials"):
        own.tokens.get_tokens_me()
    with refused(401, "bad.credentials"):
        own.users.get_users()


def test_deleting_one_token_leaves_the_others(server, api):
    conftest.sign_in(server).tokens.delete_tokens_me()
    assert api.tokens.get_tokens_me().o_auth_client.id == servers.CLIENT_ID
