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


def test_every_token_of_a_user_ends_at_once(server, api, new_user, refused):
    user, other = new_user(), new_user()
    first = conftest.sign_in_as(server, user.email)
    second = conftest.sign_in_as(server, user.email)
    bystander = conftest.sign_in_as(server, other.email)
    api.tokens.delete_token(user.id)
    for own in (first, second):
        with refused(401, "bad.credentials"):
            own.tokens.get_tokens_me()
    bystander.tokens.head_tokens_me()
    conftest.sign_in_as(server, user.email).tokens.head_tokens_me()


def test_ending_anothers_tokens_takes_the_permission_and_a_user(api, admin, employee, refused):
    me = admin.users.get_users_me().id
    with refused(403, "missing.any.permissions", naming=["oauth:token:delete"]):
        employee.tokens.delete_token(me)
    with refused(404, "general.resource.not.found"):
        api.tokens.delete_token("00000000-0000-4000-8000-00000000dead")
