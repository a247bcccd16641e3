"""Making, reading and changing a user."""

import re
import uuid

import PureCloudPlatformClientV2 as sdk
import pytest


def test_a_new_user_has_everything_the_platform_gives_it(new_user, new_email):
    email = new_email("Mixed.Case")
    user = new_user(name="Grace Example", email=email)
    assert uuid.UUID(user.id).version and user.id == user.id.lower()
    assert user.name == "Grace Example"
    assert user.email == email, "the address keeps its case"
    assert user.username == email
    assert user.version == 1
    assert user.state == "active"
    assert user.acd_auto_answer is False
    assert user.division.id and user.division.name
    assert re.fullmatch(r"[0-9a-f]{24}@[a-z0-9-]+\.orgspan\.com", user.chat.jabber_id)
    assert user.self_uri == f"/api/v2/users/{user.id}"


def test_creating_keeps_the_fields_that_were_given(new_user, api):
    user = new_user(
        name="Grace Example",
        department="Research",
        title="Engineer",
        division_id=new_user().division.id,
        state="inactive",
    )
    found = api.users.get_user(user.id)
    assert (found.department, found.title, found.state) == ("Research", "Engineer", "inactive")


def test_two_reads_of_a_user_are_equal_to_what_creating_answered(new_user, api):
    user = new_user(title="Engineer")
    assert api.users.get_user(user.id).to_dict() == user.to_dict()


@pytest.mark.parametrize("state", ["active", "inactive", "deleted"])
def test_an_email_is_taken_in_any_case_and_any_state(
    state, new_user, new_email, update, api, refused
):
    email = new_email()
    user = new_user(email=email)
    if state == "inactive":
        update(user, state="inactive")
    if state == "deleted":
        api.users.delete_user(user.id)
    for taken in (email, email.upper(), email.title()):
        with refused(409, "general.conflict"):
            new_user(email=taken)


def test_a_missing_name_or_email_is_refused_by_name(server, api, new_email, refusal):
    token = api.client.access_token
    answer = server.request("POST", "/api/v2/users", {"email": new_email()}, token)
    refusal(answer, 400, naming=["name"])
    answer = server.request("POST", "/api/v2/users", {"name": "Ada"}, token)
    refusal(answer, 400, naming=["email"])


def test_an_unknown_division_is_refused_by_its_id(new_user, refused):
    division = str(uuid.uuid4())
    with refused(400, naming=[division]):
        new_user(division_id=division)


def test_an_unknown_user_is_not_found(api, refused):
    with refused(404, "general.resource.not.found"):
        api.users.get_user(str(uuid.uuid4()))


def test_an_id_that_is_no_uuid_is_not_found(api, refused):
    with refused(404):
        api.users.get_user("nobody")


def test_only_what_is_asked_for_is_expanded(new_user, api):
    user = new_user()
    api.users.put_user_profileskills(user.id, ["Chess"])
    plain = api.users.get_user(user.id)
    assert plain.profile_skills is None
    assert plain.presence is None
    assert plain.authorization is None
    expanded = api.users.get_user(user.id, expand=["profileSkills", "certifications"])
    assert expanded.profile_skills == ["Chess"]


def test_every_expansion_may_be_asked_for_at_once(new_user, api, server):
    user = new_user()
    parameters = server.get("/openapi.json").json["paths"]["/api/v2/users/{userId}"]["get"]
    expand = next(one for one in parameters["parameters"] if one["name"] == "expand")
    everything = expand["schema"]["items"]["enum"]
    assert len(everything) >= 24
    assert api.users.get_user(user.id, expand=everything).id == user.id


def test_an_unknown_expansion_is_refused_with_what_is_allowed(new_user, api, refused):
    user = new_user()
    with refused(400, "invalid.value", naming=["horoscope", "profileSkills"]):
        api.users.get_user(user.id, expand=["horoscope"])


def test_expand_may_be_repeated_or_joined_by_commas(new_user, api, server):
    user = new_user()
    api.users.put_user_profileskills(user.id, ["Chess"])
    path = f"/api/v2/users/{user.id}"
    for query in ("expand=profileSkills,station", "expand=station&expand=profileSkills"):
        answer = server.get(f"{path}?{query}", api.client.access_token)
        assert answer.json["profileSkills"] == ["Chess"]


def test_nothing_is_answered_as_null(new_user, api, server):
    user = new_user()
    answer = server.get(f"/api/v2/users/{user.id}", api.client.access_token)
    assert b"null" not in answer.body


def test_a_change_counts_the_version_up_and_leaves_the_rest(new_user, update, api):
    user = new_user(title="Engineer", department="Research")
    changed = update(user, title="Lead", version=1)
    assert changed.version == 2
    assert (changed.title, changed.department, changed.name) == ("Lead", "Research", user.name)
    assert api.users.get_user(user.id).to_dict() == changed.to_dict()


def test_a_stale_version_is_refused(new_user, update, api, refused):
    user = new_user()
    update(user, title="Lead")
    with refused(409, "general.conflict", naming=["does not match the current version"]):
        update(user, title="Chief", version=1)
    assert api.users.get_user(user.id).title == "Lead"


def test_a_change_without_a_version_is_refused(new_user, server, api, refusal):
    user = new_user()
    path = f"/api/v2/users/{user.id}"
    answer = server.request("PATCH", path, {"title": "Lead"}, api.client.access_token)
    refusal(answer, 400, naming=["version"])


def test_an_empty_string_clears_a_field(new_user, update):
    user = new_user(title="Engineer", department="Research")
    changed = update(user, title="", department="")
    assert not changed.title
    assert not changed.department


def test_null_clears_a_field_and_absence_keeps_it(new_user, api):
    user = new_user(title="Engineer", department="Research")
    changed = api.users.patch_user(user.id, {"version": 1, "title": None})
    assert changed.title is None
    assert changed.department == "Research"


def test_unknown_fields_of_a_body_are_ignored(new_user, server, api):
    user = new_user()
    body = {"version": 1, "title": "Lead", "shoeSize": 43, "selfUri": "/elsewhere"}
    path = f"/api/v2/users/{user.id}"
    answer = server.request("PATCH", path, body, api.client.access_token)
    assert answer.status == 200
    assert answer.json["title"] == "Lead"
    assert answer.json["selfUri"] == path


def test_changing_the_email_changes_the_username_and_the_primary_contact(
    new_user, new_email, update
):
    user = new_user()
    email = new_email("renamed")
    changed = update(user, email=email)
    assert (changed.email, changed.username) == (email, email)
    primary = [c.address for c in changed.primary_contact_info if c.media_type == "EMAIL"]
    assert primary == [email]


def test_changing_to_a_taken_email_is_refused(new_user, update, refused):
    ada, grace = new_user(), new_user()
    with refused(409, "general.conflict"):
        update(ada, email=grace.email.upper())


def test_changing_only_the_case_of_ones_own_email_is_allowed(new_user, update):
    user = new_user()
    assert update(user, email=user.email.upper()).email == user.email.upper()


def test_an_old_email_is_free_again_after_a_change(new_user, new_email, update):
    user = new_user()
    update(user, email=new_email())
    assert new_user(email=user.email).id != user.id


def test_switches_and_names_can_be_changed(new_user, update):
    user = new_user()
    changed = update(user, name="Grace", preferred_name="G", acd_auto_answer=True)
    assert (changed.name, changed.preferred_name) == ("Grace", "G")
    assert changed.acd_auto_answer is True
    assert update(user, acd_auto_answer=False).acd_auto_answer is False


def test_employer_info_is_kept(new_user, update, api):
    user = new_user()
    info = sdk.EmployerInfo()
    info.official_name = "Ada Byron Example"
    info.employee_id = "E-1815"
    info.employee_type = "Full-time"
    info.date_hire = "2021-12-10"
    update(user, employer_info=info)
    found = api.users.get_user(user.id, expand=["employerInfo"])
    assert found.employer_info.to_dict() == info.to_dict()


def test_certifications_are_replaced_as_a_whole(new_user, update, api):
    user = new_user()
    update(user, certifications=["First aid", "Forklift"])
    update(user, certifications=["Forklift"])
    found = api.users.get_user(user.id, expand=["certifications"])
    assert found.certifications == ["Forklift"]
    update(user, certifications=[])
    found = api.users.get_user(user.id, expand=["certifications"])
    assert not found.certifications


def test_a_biography_is_kept(new_user, update, api):
    user = new_user()
    education = sdk.Education()
    education.school = "Home"
    education.field_of_study = "Mathematics"
    biography = sdk.Biography()
    biography.biography = "Wrote the first program."
    biography.hobbies = ["Horses"]
    biography.interests = ["Engines", "Music"]
    biography.education = [education]
    update(user, biography=biography)
    found = api.users.get_user(user.id, expand=["biography"])
    assert found.biography.to_dict() == biography.to_dict()


@pytest.mark.parametrize("shape", ["id", "locationDefinition"])
def test_locations_are_accepted_in_both_shapes(shape, new_user, api):
    user = new_user()
    location = str(uuid.uuid4())
    place = {"notes": "third floor"}
    place |= {"id": location} if shape == "id" else {"locationDefinition": {"id": location}}
    api.users.patch_user(user.id, {"version": 1, "locations": [place]})
    found = api.users.get_user(user.id, expand=["locations"])
    assert [one.location_definition.id for one in found.locations] == [location]
    assert [one.notes for one in found.locations] == ["third floor"]


def test_profile_skills_can_be_changed_with_the_user(new_user, update, api):
    user = new_user()
    update(user, profile_skills=["Chess", "Go"])
    assert api.users.get_user_profileskills(user.id) == ["Chess", "Go"]


def test_a_deleted_user_cannot_be_changed(new_user, api, refused):
    user = new_user()
    api.users.delete_user(user.id)
    version = api.users.get_user(user.id, state="deleted").version
    with refused(404):
        api.users.patch_user(user.id, {"version": version, "title": "Ghost"})


def test_an_unknown_user_cannot_be_changed(api, refused):
    with refused(404, "general.resource.not.found"):
        api.users.patch_user(str(uuid.uuid4()), {"version": 1, "title": "Nobody"})
