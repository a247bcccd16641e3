"""What the vendor's Terraform provider does with a user, call by call."""

import json

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

EXPAND = ["skills", "languages", "locations", "profileSkills", "certifications", "employerInfo"]


def configure(api):
    """Without these two the provider crashes before it starts."""
    products = api.authorization.get_authorization_products()
    assert products.total is not None and products.entities is not None
    assert api.organization.get_organizations_me().default_country_code


def deleted_user(api, email):
    """The id of a deleted user with this address; by listing, until search is served."""
    criterion = {"fields": ["email"], "value": email, "type": "EXACT"}
    deleted = {"fields": ["state"], "value": "deleted", "type": "EXACT"}
    try:
        found = api.users.post_users_search({"query": [criterion, deleted]})
        users = found.results or []
    except ApiException as error:
        body = json.loads(error.body)
        assert (error.status, body["code"]) == (501, "not.implemented")
        users = api.users.get_users(state="deleted", page_size=500).entities
    return next((user.id for user in users if user.email.lower() == email.lower()), None)


def create(api, email, **fields):
    """Creates, or restores the deleted user whose address it is."""
    body = sdk.CreateUser()
    body.name = "Terraform Example"
    body.email = email
    body.state = "active"
    body.department = "Provisioning"
    body.title = "Agent"
    body.division_id = fields.get("division_id")
    phone = sdk.Contact()
    phone.media_type, phone.type, phone.address = "PHONE", "WORK", "+13175550194"
    body.addresses = [phone]
    try:
        return api.users.post_users(body)
    except ApiException as error:
        assert error.status == 409
        assert json.loads(error.body)["code"] == "general.conflict"
    user_id = deleted_user(api, email)
    assert user_id, "a conflict means that a deleted user has the address"
    current = api.users.get_user(user_id, state="deleted")
    restore = sdk.UpdateUser()
    restore.state, restore.version = "active", current.version
    return api.users.patch_user(user_id, restore)


def apply(api, user, manager):
    """What follows a creation, each call with the version that the one before answered."""
    body = sdk.UpdateUser()
    body.version = user.version
    body.manager = manager
    body.acd_auto_answer = True
    body.locations = []
    body.certifications = ["Agent I"]
    body.employer_info = sdk.EmployerInfo()
    body.employer_info.official_name = "Terraform B. Example"
    body.employer_info.employee_type = "Contractor"
    body.employer_info.date_hire = "2024-02-29"
    api.users.patch_user(user.id, body)
    api.users.put_user_profileskills(user.id, ["Patience"])
    password = sdk.ChangePasswordRequest()
    password.new_password = "Terraform-Made-This-1!"
    api.users.post_user_password(user.id, password)
    policy = sdk.VoicemailUserPolicy()
    policy.alert_timeout_seconds = 20
    policy.send_email_notifications = True
    api.voicemail.patch_voicemail_userpolicy(user.id, policy)


def read(api, user_id):
    user = api.users.get_user(user_id, expand=EXPAND, state="")
    policy = api.voicemail.get_voicemail_userpolicy(user_id)
    assert policy.alert_timeout_seconds is not None
    pools = api.telephony.get_telephony_providers_edges_extensionpools(page_size=100, page_number=1)
    assert pools.entities == []
    return user, policy


def test_a_user_is_created_applied_read_deleted_and_restored(api, new_email, new_user, refused):
    configure(api)
    email, manager = new_email("terraform"), new_user().id
    assert deleted_user(api, email) is None
    created = create(api, email)
    apply(api, created, manager)

    user, policy = read(api, created.id)
    assert user.manager.id == manager
    assert user.acd_auto_answer is True
    assert user.certifications == ["Agent I"]
    assert user.profile_skills == ["Patience"]
    assert user.employer_info.date_hire == "2024-02-29"
    assert user.division.id
    assert not user.skills and not user.languages and not user.locations
    assert [one.address for one in user.addresses] == ["+13175550194"]
    assert (policy.alert_timeout_seconds, policy.send_email_notifications) == (20, True)

    away = sdk.UpdateUser()
    away.state, away.version = "inactive", user.version
    api.users.patch_user(user.id, away)
    inactive, _ = read(api, user.id)
    assert inactive.state == "inactive"

    cleared = sdk.UpdateUser()
    cleared.version = inactive.version
    cleared.title, cleared.department, cleared.manager = "", "", ""
    cleared.addresses, cleared.certifications = [], []
    api.users.patch_user(user.id, cleared)
    bare, _ = read(api, user.id)
    assert not bare.title and not bare.department and not bare.manager
    assert not bare.addresses and not bare.certifications

    api.users.delete_user(user.id)
    assert deleted_user(api, email) == user.id
    with refused(404):
        api.users.get_user(user.id, expand=EXPAND)

    restored = create(api, email)
    assert (restored.id, restored.email, restored.state) == (user.id, email, "active")
    apply(api, restored, manager)
    again, _ = read(api, restored.id)
    assert again.profile_skills == ["Patience"]
    api.users.delete_user(restored.id)
