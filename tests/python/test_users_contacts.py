"""Addresses of a user: what comes back for what was sent."""

import PureCloudPlatformClientV2 as sdk
import pytest


def contact(media_type, kind, **fields):
    one = sdk.Contact()
    one.media_type = media_type
    one.type = kind
    for field, value in fields.items():
        setattr(one, field, value)
    return one


def primary(user, media_type):
    return [one for one in user.primary_contact_info if one.media_type == media_type]


def test_the_email_is_always_a_primary_contact(new_user):
    user = new_user()
    (email,) = primary(user, "EMAIL")
    assert (email.address, email.type) == (user.email, "PRIMARY")
    assert not user.addresses, "the primary address is not repeated"


def test_a_number_is_shown_the_international_way(new_user):
    user = new_user(addresses=[contact("PHONE", "WORK", address="+13175550194")])
    (work,) = user.addresses
    assert (work.address, work.display) == ("+13175550194", "+1 317-555-0194")
    assert (work.media_type, work.type) == ("PHONE", "WORK")
    assert work.extension is None


def test_a_number_in_national_spelling_becomes_e164(new_user):
    number = contact("PHONE", "WORK", address="(317) 555-0194", country_code="US")
    (work,) = new_user(addresses=[number]).addresses
    assert (work.address, work.display) == ("+13175550194", "+1 317-555-0194")


def test_primary_contacts_are_derived_one_for_each_medium(new_user):
    user = new_user(
        addresses=[
            contact("SMS", "MOBILE", address="+13175550170"),
            contact("PHONE", "WORK", address="+13175550194"),
            contact("PHONE", "HOME", address="+13175550171"),
        ]
    )
    media = sorted(one.media_type for one in user.primary_contact_info)
    assert media == ["EMAIL", "PHONE", "SMS"]
    assert {one.type for one in user.primary_contact_info} == {"PRIMARY"}
    (phone,) = primary(user, "PHONE")
    assert (phone.address, phone.display) == ("+13175550194", "+1 317-555-0194")
    (sms,) = primary(user, "SMS")
    assert sms.address == "+13175550170"


def test_several_numbers_of_different_types_are_kept_in_their_order(new_user, api):
    numbers = [
        contact("PHONE", "WORK", address="+13175550101"),
        contact("PHONE", "WORK2", address="+13175550102"),
        contact("PHONE", "MOBILE", address="+13175550103"),
        contact("EMAIL", "OTHER", address="ada.at.home@example.com"),
    ]
    user = new_user(addresses=numbers)
    found = api.users.get_user(user.id)
    kept = [(one.media_type, one.type, one.address) for one in found.addresses]
    assert kept == [(one.media_type, one.type, one.address) for one in numbers]


def test_a_number_with_an_extension_shows_the_number(new_user):
    number = contact("PHONE", "WORK", address="+13175550194", extension="4105")
    (work,) = new_user(addresses=[number]).addresses
    assert work.extension == "4105"
    assert work.display != work.extension
    assert "317-555-0194" in work.display


def test_an_extension_of_no_pool_is_shown_in_parentheses_alone(new_user):
    (work,) = new_user(addresses=[contact("PHONE", "WORK", extension="4105")]).addresses
    assert work.display == "(4105)"
    assert work.address is None
    assert work.extension is None


def test_addresses_are_replaced_as_a_whole_and_cleared_by_an_empty_list(new_user, update):
    user = new_user(
        addresses=[
            contact("PHONE", "WORK", address="+13175550101"),
            contact("PHONE", "HOME", address="+13175550102"),
        ]
    )
    changed = update(user, addresses=[contact("PHONE", "HOME", address="+13175550103")])
    assert [one.address for one in changed.addresses] == ["+13175550103"]
    (phone,) = primary(changed, "PHONE")
    assert phone.address == "+13175550103"
    changed = update(user, addresses=[])
    assert not changed.addresses
    assert not primary(changed, "PHONE")
    assert primary(changed, "EMAIL")


def test_what_was_read_can_be_sent_back_unchanged(new_user, update):
    user = new_user(
        addresses=[
            contact("PHONE", "WORK", address="+13175550194", extension="4105"),
            contact("PHONE", "HOME", extension="4106"),
            contact("SMS", "MOBILE", address="+13175550170"),
        ]
    )
    changed = update(user, addresses=user.addresses)
    assert [one.to_dict() for one in changed.addresses] == [
        one.to_dict() for one in user.addresses
    ]


def test_the_primary_email_is_not_changed_through_addresses(new_user, update, refused):
    user = new_user()
    with refused(400):
        update(user, addresses=[contact("EMAIL", "PRIMARY", address="other@example.com")])


@pytest.mark.parametrize(
    ("field", "value", "allowed"), [("mediaType", "PIGEON", "PHONE"), ("type", "CAVE", "WORK")]
)
def test_an_unknown_kind_of_contact_is_refused_with_what_is_allowed(
    field, value, allowed, new_user, api, refused
):
    user = new_user()
    address = {"mediaType": "PHONE", "type": "WORK", "address": "+13175550194", field: value}
    with refused(400, "invalid.value", naming=[field, value, allowed]):
        api.users.patch_user(user.id, {"version": 1, "addresses": [address]})


