"""Routing skills, languages and wrap-up codes."""

import urllib.parse

from provider import name, refused, settled

SKILLS = "/api/v2/routing/skills"
LANGUAGES = "/api/v2/routing/languages"
CODES = "/api/v2/routing/wrapupcodes"


def by_name(program, path, wanted):
    """The one with just this name, as the programs look for it: by a filter, then by comparing."""
    found = program.pages(f"{path}?name={urllib.parse.quote(wanted)}")
    [one] = [one for one in found if one["name"] == wanted]
    return one


def test_a_skill_is_created_read_imported_and_deleted(program):
    sent = {"name": name("Skill")}
    made = program.post(SKILLS, sent)
    path = f"{SKILLS}/{made['id']}"
    read = program.get(path)
    settled(read, sent)
    assert (read["state"], read["division"]["id"]) == ("active", program.home())
    assert by_name(program, SKILLS, sent["name"])["id"] == made["id"]
    program.delete(path)
    assert program.gone(path)
    # Its name is free for the next plan.
    again = program.post(SKILLS, sent)
    program.delete(f"{SKILLS}/{again['id']}")


def test_a_language_is_created_read_imported_and_deleted(program):
    sent = {"name": name("Language")}
    made = program.post(LANGUAGES, sent)
    path = f"{LANGUAGES}/{made['id']}"
    settled(program.get(path), sent)
    assert by_name(program, LANGUAGES, sent["name"])["id"] == made["id"]
    program.delete(path)
    assert program.gone(path)


def test_a_wrapup_code_is_created_read_changed_moved_imported_and_deleted(program):
    sent = {"name": name("Code"), "description": "The customer will call again"}
    made = program.post(CODES, {**sent, "division": {"id": program.home()}})
    path = f"{CODES}/{made['id']}"
    settled(program.get(path), sent)
    place = program.post("/api/v2/authorization/divisions", {"name": name("Division")})["id"]
    sent = {"name": name("Code"), "description": "Done", "division": {"id": place}}
    program.put(path, sent)
    read = program.get(path)
    settled(read, sent)
    assert read["dateModified"] and read["modifiedBy"] and read["createdBy"]
    assert by_name(program, CODES, sent["name"])["id"] == made["id"]
    with refused(409):
        program.post(CODES, {"name": sent["name"].upper()})
    program.delete(path)
    assert program.gone(path)
