"""Users with all that the programs give them, each part with a call of its own."""

from provider import exact, name, refused, settled

USERS = "/api/v2/users"
EXPAND = "expand=skills,languages,locations,profileSkills,certifications,employerInfo"


def address():
    return f"{name('person').replace(' ', '.')}@example.com"


def found(program, email, state):
    """By address and state: how the programs look for a user to restore or to import."""
    query = [exact(["email"], email), exact(["state"], state)]
    answer = program.post(f"{USERS}/search", {"query": query, "pageSize": 25, "pageNumber": 1})
    return [one["id"] for one in answer.get("results", [])]


def read(program, user):
    return program.get(f"{USERS}/{user}?{EXPAND}&state=")


def test_a_user_is_created_with_every_part_read_changed_and_deleted(program):
    skill = program.post("/api/v2/routing/skills", {"name": name("Skill")})["id"]
    language = program.post("/api/v2/routing/languages", {"name": name("Language")})["id"]
    place = program.post("/api/v2/locations", {"name": name("Location")})["id"]
    manager = program.post(USERS, {"name": "Manager Example", "email": address()})["id"]
    email = address()
    assert found(program, email, "deleted") == []

    created = {
        "name": "Terraform Example",
        "email": email,
        "state": "active",
        "title": "Agent",
        "department": "Provisioning",
        "divisionId": program.home(),
        "addresses": [
            {"mediaType": "PHONE", "type": "WORK", "address": "+13175550194", "extension": "4711"},
            {"mediaType": "SMS", "type": "MOBILE", "address": "+13175550195"},
            {"mediaType": "EMAIL", "type": "WORK2", "address": address()},
        ],
    }
    user = program.post(USERS, created)
    path = f"{USERS}/{user['id']}"
    applied = {
        "manager": manager,
        "acdAutoAnswer": True,
        "locations": [{"id": place, "notes": "Second floor"}],
        "certifications": ["Agent I", "Agent II"],
        "employerInfo": {
            "officialName": "Terraform B. Example",
            "employeeId": "4711",
            "employeeType": "Full-time",
            "dateHire": "2024-02-29",
        },
    }
    program.patch(path, {**applied, "version": user["version"]})
    program.patch(f"{path}/routingskills/bulk", [{"id": skill, "proficiency": 3.5}])
    program.patch(f"{path}/routinglanguages/bulk", [{"id": language, "proficiency": 4}])
    program.put(f"{path}/profileskills", ["Patience", "Java"])
    utilization = {
        "utilization": {
            "call": {
                "maximumCapacity": 2,
                "includeNonAcd": True,
                "interruptableMediaTypes": ["email"],
            }
        },
        "labelUtilizations": {},
    }
    program.put(f"/api/v2/routing/users/{user['id']}/utilization", utilization)
    program.post(f"{path}/password", {"newPassword": "Terraform-Made-This-1!"})
    policy = {"alertTimeoutSeconds": 20, "sendEmailNotifications": True}
    program.patch(f"/api/v2/voicemail/userpolicies/{user['id']}", policy)

    # The second plan.
    shown = read(program, user["id"])
    settled(shown, {key: created[key] for key in ("name", "email", "title", "department")})
    settled(shown["manager"], {"id": manager})
    settled(shown, {"acdAutoAnswer": True, "employerInfo": applied["employerInfo"]})
    assert sorted(shown["certifications"]) == applied["certifications"]
    assert sorted(shown["profileSkills"]) == ["Java", "Patience"]
    settled(shown["skills"], [{"id": skill, "proficiency": 3.5}])
    settled(shown["languages"], [{"id": language, "proficiency": 4}])
    [located] = shown["locations"]
    settled(located["locationDefinition"], {"id": place})
    assert located["notes"] == "Second floor"
    # A number with an extension is shown in `display`, where the provider reads it.
    [phone] = [one for one in shown["addresses"] if one["mediaType"] == "PHONE"]
    assert (phone["display"], phone["extension"]) == ("+1 317-555-0194", "4711")
    assert "+13175550195" in [one.get("address") for one in shown["addresses"]]
    kept = program.get(f"/api/v2/routing/users/{user['id']}/utilization")
    settled(kept["utilization"]["call"], utilization["utilization"]["call"])
    settled(program.get(f"/api/v2/voicemail/userpolicies/{user['id']}"), policy)
    assert program.get("/api/v2/telephony/providers/edges/extensionpools")["entities"] == []

    # A change of state is sent alone, then the rest, then what is to be gone.
    program.patch(path, {"state": "inactive", "version": shown["version"]})
    inactive = read(program, user["id"])
    assert inactive["state"] == "inactive"
    bare = {"title": "", "department": "", "manager": "", "addresses": [], "locations": []}
    program.patch(path, {**bare, "certifications": [], "version": inactive["version"]})
    program.put(f"{path}/routingskills/bulk", [])
    program.put(f"{path}/profileskills", [])
    program.delete(f"{path}/routinglanguages/{language}")
    program.delete(f"/api/v2/routing/users/{user['id']}/utilization")
    shown = read(program, user["id"])
    for field in ("title", "department", "manager", "addresses", "locations", "certifications"):
        assert not shown.get(field), f"{field}: {shown[field]!r}"
    for field in ("skills", "languages", "profileSkills"):
        assert not shown.get(field), f"{field}: {shown[field]!r}"

    # By id, and by name or address.
    assert found(program, email, "inactive") == [user["id"]]
    program.delete(path)
    assert found(program, email, "deleted") == [user["id"]]
    assert program.gone(f"{path}?{EXPAND}")
    for one in (f"{USERS}/{manager}", f"/api/v2/routing/skills/{skill}"):
        program.delete(one)
    program.delete(f"/api/v2/routing/languages/{language}")
    program.delete(f"/api/v2/locations/{place}")


def test_a_user_whose_address_is_a_deleted_ones_is_restored(program):
    email = address()
    body = {"name": "Ada Example", "email": email}
    user = program.post(USERS, body)
    program.delete(f"{USERS}/{user['id']}")
    with refused(409, "general.conflict"):
        program.post(USERS, body)
    [deleted] = found(program, email, "deleted")
    version = program.get(f"{USERS}/{deleted}?state=deleted")["version"]
    restored = program.patch(f"{USERS}/{deleted}", {"state": "active", "version": version})
    assert (restored["id"], restored["state"]) == (user["id"], "active")
    program.delete(f"{USERS}/{deleted}")


def test_a_user_is_moved_to_another_division(program):
    place = program.post("/api/v2/authorization/divisions", {"name": name("Division")})["id"]
    user = program.post(USERS, {"name": "Ada Example", "email": address()})
    program.post(f"/api/v2/authorization/divisions/{place}/objects/USER", [user["id"]])
    assert read(program, user["id"])["division"]["id"] == place
    program.delete(f"{USERS}/{user['id']}")


def test_a_run_of_digits_on_a_work_phone_is_an_extension(program):
    sent = {"mediaType": "PHONE", "type": "WORK2", "address": "4712"}
    body = {"name": "Ada Example", "email": address(), "addresses": [sent]}
    user = program.post(USERS, body)
    [kept] = [one for one in read(program, user["id"])["addresses"] if one["type"] == "WORK2"]
    assert kept["display"] == "(4712)" and "address" not in kept
    program.delete(f"{USERS}/{user['id']}")
