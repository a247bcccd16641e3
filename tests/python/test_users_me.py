"""GET /users/me: the user whose token it is."""

import server as servers


def test_a_user_reads_itself(admin):
    me = admin.users.get_users_me()
    assert me.email == servers.ADMIN_EMAIL
    assert me.state == "active"
    assert me.id == admin.users.get_user(me.id).id


def test_a_client_is_not_a_user(api, refused):
    with refused(400, "not.a.user"):
        api.users.get_users_me()


def test_the_organization_the_token_and_the_date_can_be_expanded(admin, api):
    plain = admin.users.get_users_me()
    assert (plain.organization, plain.token, plain.date) == (None, None, None)
    me = admin.users.get_users_me(expand=["organization", "token", "date", "orgproducts"])
    organization = api.organization.get_organizations_me()
    assert me.organization.id == organization.id
    assert me.token.organization.id == organization.id
    assert me.date.current_date is not None
    products = api.authorization.get_authorization_products()
    assert [one.id for one in me.org_products] == [one.id for one in products.entities]


def test_the_people_around_oneself_can_be_expanded(admin, new_user, update):
    me = admin.users.get_users_me()
    report = new_user()
    update(report, manager=me.id)
    expanded = admin.users.get_users_me(expand=["superiors", "directreports"])
    assert expanded.superiors == []
    assert report.id in [user.id for user in expanded.direct_reports]
    expanded = admin.users.get_users_me(expand=["adjacents"])
    assert report.id in [user.id for user in expanded.adjacents.direct_reports]
