"""What clients ask for before they do anything."""

import uuid

import PureCloudPlatformClientV2 as sdk


def test_the_organization_has_a_default_country(api):
    organization = api.organization.get_organizations_me()
    assert uuid.UUID(organization.id)
    assert organization.name
    assert len(organization.default_country_code) == 2
    assert organization.state == "active"
    assert organization.version >= 1


def test_products_are_listed_whole(api):
    products = api.authorization.get_authorization_products()
    assert products.total == len(products.entities) >= 1
    assert all(product.id for product in products.entities)


def test_there_are_no_extension_pools_yet(api):
    page = api.telephony.get_telephony_providers_edges_extensionpools(page_size=10, page_number=1)
    assert (page.entities, page.total, page.page_size, page.page_number) == ([], 0, 10, 1)


def test_every_user_has_a_voicemail_policy_that_can_be_changed(new_user, api):
    user = new_user()
    policy = api.voicemail.get_voicemail_userpolicy(user.id)
    assert policy.enabled is not None
    assert policy.alert_timeout_seconds > 0
    assert policy.send_email_notifications is not None
    body = sdk.VoicemailUserPolicy()
    body.alert_timeout_seconds = 42
    body.send_email_notifications = not policy.send_email_notifications
    changed = api.voicemail.patch_voicemail_userpolicy(user.id, body)
    assert changed.alert_timeout_seconds == 42
    assert changed.send_email_notifications is not policy.send_email_notifications
    assert changed.modified_date is not None
    found = api.voicemail.get_voicemail_userpolicy(user.id)
    assert found.to_dict() == changed.to_dict()
    other = api.voicemail.get_voicemail_userpolicy(new_user().id)
    assert other.alert_timeout_seconds == policy.alert_timeout_seconds


def test_an_unknown_user_has_no_voicemail_policy(api, refused):
    with refused(404):
        api.voicemail.get_voicemail_userpolicy(str(uuid.uuid4()))
