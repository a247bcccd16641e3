"""Second factors: made by their user, confirmed with a code, watched over by administrators."""

import base64

import PureCloudPlatformClientV2 as sdk
import pytest

from authenticator import Generator

def wanted(**fields):
    body = sdk.CreateVerifierRequest()
    defaults = {"name": "Phone", "algorithm": "SHA1", "digits": 6, "period": 30}
    defaults.update(secret_size=20, enabled=True, default=False)
    for field, value in (defaults | fields).items():
        setattr(body, field, value)
    return body


def change(name, **fields):
    body = sdk.UpdateVerifierRequest()
    body.name = name
    for field, value in fields.items():
        setattr(body, field, value)
    return body


def confirm(user, verifier_id, code, enable=None):
    body = sdk.ValidateVerifierRequest()
    body.token = code
    if enable is not None:
        body.enable = enable
    return user.users.post_users_me_verifiers_totp_verifier_id(verifier_id, body)


def enrolled(user, **fields):
    made = user.users.post_users_me_verifiers_totp(wanted(**fields))
    return made.id, Generator(made.key_uri)


def confirmed(user, **fields):
    verifier_id, generator = enrolled(user, **fields)
    confirm(user, verifier_id, generator.code())
    return verifier_id, generator


def own(user):
    return user.users.get_users_me_verifiers().entities


def test_a_verifier_is_made_confirmed_and_listed(employee, api, server):
    made = employee.users.post_users_me_verifiers_totp(wanted(name="My phone"))
    assert (made.name, made.type, made.enabled, made.default) == ("My phone", "TOTP", False, False)
    generator = Generator(made.key_uri)
    me = employee.users.get_users_me()
    organization = api.organization.get_organizations_me()
    assert (generator.issuer, generator.account) == (organization.name, me.email)
    assert len(generator.secret) == 20
    assert [one.enabled for one in own(employee)] == [False]
    assert confirm(employee, made.id, generator.code()) is None
    [listed] = own(employee)
    assert (listed.id, listed.name, listed.enabled) == (made.id, "My phone", True)
    assert listed.self_uri == f"/api/v2/users/{me.id}/verifiers/{made.id}"
    path = "/api/v2/users/me/verifiers"
    whole = server.get(path, token=employee.client.access_token).body.decode()
    assert base64.b32encode(generator.secret).decode() not in whole


@pytest.mark.parametrize(
    ("algorithm", "digits", "period", "size"),
    [("SHA1", 8, 60, 16), ("SHA256", 6, 30, 32), ("SHA512", 8, 30, 64)],
)
def test_codes_of_every_algorithm_are_taken(employee, algorithm, digits, period, size):
    fields = {"algorithm": algorithm, "digits": digits, "period": period, "secret_size": size}
    confirmed(employee, **fields)
    assert [one.enabled for one in own(employee)] == [True]


def test_a_code_is_taken_once(employee, refused):
    verifier_id, generator = enrolled(employee)
    code = generator.code()
    confirm(employee, verifier_id, code)
    with refused(400, "invalid.value", naming=["token"]):
        confirm(employee, verifier_id, code)
    confirm(employee, verifier_id, generator.code(steps_ahead=1))


def test_wrong_codes_are_refused_and_then_all_for_a_while(employee, server, refused, refusal):
    verifier_id, generator = enrolled(employee)
    for _ in range(5):
        wrong = generator.wrong_code()
        with refused(400, "invalid.value") as said:
            confirm(employee, verifier_id, wrong)
        assert wrong not in said.body["message"]
    # Without the SDK, which would wait and try again.
    path = f"/api/v2/users/me/verifiers/totp/{verifier_id}"
    body = {"token": generator.code()}
    later = server.request("POST", path, body, token=employee.client.access_token)
    refusal(later, 429, "too.many.requests.retry.after")
    assert 0 < int(later.headers["Retry-After"]) <= 30
    assert [one.enabled for one in own(employee)] == [False]


def test_a_verifier_that_was_not_confirmed_is_not_enabled(employee, refused):
    verifier_id, _ = enrolled(employee)
    with refused(409, "general.conflict", naming=["confirmed"]):
        employee.users.put_users_me_verifier(verifier_id, change("Phone", enabled=True))


@pytest.mark.parametrize(
    ("field", "value"), [("digits", 7), ("period", 29), ("secret_size", 10), ("name", "  ")]
)
def test_what_cannot_be_a_verifier_is_refused_by_name(employee, refused, field, value):
    name = "secretSize" if field == "secret_size" else field
    with refused(400, naming=[name]):
        employee.users.post_users_me_verifiers_totp(wanted(**{field: value}))


def test_a_user_changes_and_deletes_their_own(employee, refused):
    first, _ = confirmed(employee, default=True)
    second, _ = confirmed(employee)
    changed = employee.users.put_users_me_verifier(second, change("Tablet", default=True))
    assert (changed.name, changed.default, changed.enabled) == ("Tablet", True, True)
    assert {one.id: one.default for one in own(employee)} == {first: False, second: True}
    off = change("Phone", enabled=False)
    assert employee.users.put_users_me_verifier(first, off).enabled is False
    credential = sdk.Credential()
    credential.type = sdk.CredentialType()
    credential.credential_fields = {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}
    with refused(400, "invalid.value", naming=["credential"]):
        employee.users.put_users_me_verifier(first, change("Phone", credential=credential))
    employee.users.delete_users_me_verifier(first)
    assert [one.id for one in own(employee)] == [second]
    with refused(404, "general.resource.not.found", naming=[first]):
        employee.users.delete_users_me_verifier(first)


def test_an_administrator_lists_changes_and_deletes(api, employee, refused):
    me = employee.users.get_users_me().id
    verifier_id, _ = confirmed(employee)
    listed = api.users.get_user_verifiers(me)
    assert (listed.total, [one.id for one in listed.entities]) == (1, [verifier_id])
    changed = api.users.put_user_verifier(me, verifier_id, change("Lost", enabled=False))
    assert (changed.name, changed.enabled) == ("Lost", False)
    assert own(employee)[0].enabled is False
    api.users.delete_user_verifier(me, verifier_id)
    assert api.users.get_user_verifiers(me).total == 0
    with refused(404, "general.resource.not.found", naming=[verifier_id]):
        api.users.delete_user_verifier(me, verifier_id)


def test_permissions_and_people_are_needed(api, employee, refused):
    me = employee.users.get_users_me().id
    with refused(403, "missing.any.permissions", naming=["mfa:verifier:view"]):
        employee.users.get_user_verifiers(me)
    with refused(400, "not.a.user"):
        api.users.get_users_me_verifiers()
    with refused(400, "not.a.user"):
        api.users.post_users_me_verifiers_totp(wanted())


def test_security_keys_are_not_there_yet(employee, refused):
    with refused(501, "not.implemented"):
        employee.users.post_users_me_verifiers_webauthn_register_options()
