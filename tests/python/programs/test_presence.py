"""Presence definitions, which are only deactivated when a plan drops them."""

from provider import name, settled

DEFINITIONS = "/api/v2/presence/definitions"


def test_a_definition_is_created_read_changed_imported_and_deactivated(program):
    system = program.get("/api/v2/systempresences")
    assert "MEAL" in [one["name"].upper() for one in system]
    label = name("Lunch")
    sent = {"languageLabels": {"en_US": label, "de": "Mittag"}, "systemPresence": "Meal"}
    made = program.post(DEFINITIONS, {**sent, "divisionId": program.home()})
    path = f"{DEFINITIONS}/{made['id']}"
    settled(program.get(path), sent)
    changed = {"languageLabels": {"en_US": name("Lunch"), "fr": "Midi"}}
    program.put(path, changed)
    read = program.get(path)
    settled(read, changed)
    assert read["systemPresence"] == "Meal" and "de" not in read["languageLabels"]
    listed = program.get(DEFINITIONS)["entities"]
    wanted = changed["languageLabels"]["en_US"]
    assert [one["id"] for one in listed if one["languageLabels"].get("en_US") == wanted] == [
        made["id"]
    ]
    program.delete(path)
    after = program.get(path)
    assert after["deactivated"] is True
    assert made["id"] not in [one["id"] for one in program.get(DEFINITIONS)["entities"]]
