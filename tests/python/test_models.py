"""What the SDK's models carry to the server and back."""

import datetime

import PureCloudPlatformClientV2 as sdk


def contact(media_type, kind, **fields):
    one = sdk.Contact()
    one.media_type = media_type
    one.type = kind
    for field, value in fields.items():
        setattr(one, field, value)
    return one


def test_a_user_that_is_read_equals_the_one_that_was_made(new_user, api):
    user = new_user(title="Engineer")
    assert api.users.get_user(user.id).to_dict() == user.to_dict()


def test_what_is_not_asked_for_is_none(new_user, api):
    found = api.users.get_user(new_user().id)
    assert (found.profile_skills, found.presence, found.authorization) == (None, None, None)


def test_none_in_a_plain_dictionary_clears_and_a_field_of_a_model_does_not(new_user, update, api):
    user = new_user(title="Engineer", department="Research")
    changed = update(user, title=None)
    assert (changed.title, changed.department) == ("Engineer", "Research")
    changed = api.users.patch_user(user.id, {"version": changed.version, "title": None})
    assert (changed.title, changed.department) == (None, "Research")


def test_models_within_models_come_back_as_they_went(new_user, update, api):
    user = new_user()
    info = sdk.EmployerInfo()
    info.official_name = "Ada Byron Example"
    info.employee_id = "E-1815"
    info.employee_type = "Full-time"
    info.date_hire = "2021-12-10"
    education = sdk.Education()
    education.school = "Home"
    education.field_of_study = "Mathematics"
    biography = sdk.Biography()
    biography.biography = "Wrote the first program."
    biography.hobbies = ["Horses"]
    biography.interests = ["Engines", "Music"]
    biography.education = [education]
    update(user, employer_info=info, biography=biography)
    found = api.users.get_user(user.id, expand=["employerInfo", "biography"])
    assert found.employer_info.to_dict() == info.to_dict()
    assert found.biography.to_dict() == biography.to_dict()


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


def test_a_date_is_a_datetime_on_both_sides(api):
    date = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    body = sdk.OAuthClientRequest()
    body.name = "robot"
    body.authorized_grant_type = "CLIENT-CREDENTIALS"
    body.date_to_delete = date
    client = api.oauth.post_oauth_clients(body)
    assert abs(client.date_to_delete - date) < datetime.timedelta(seconds=1)
    assert api.oauth.get_oauth_client(client.id).date_to_delete == client.date_to_delete


def test_a_client_that_was_read_can_be_sent_back(api):
    body = sdk.OAuthClientRequest()
    body.name = "robot"
    body.authorized_grant_type = "CLIENT-CREDENTIALS"
    body.access_token_validity_seconds = 1800
    made = api.oauth.post_oauth_clients(body)
    again = sdk.OAuthClientRequest()
    for field in again.swagger_types:
        if getattr(made, field) is not None:
            setattr(again, field, getattr(made, field))
    changed = api.oauth.put_oauth_client(made.id, again)
    assert changed.access_token_validity_seconds == 1800
    assert api.oauth.get_oauth_client(made.id).to_dict() == changed.to_dict()
