"""Divisions, and objects that are moved between them."""

from provider import name, refused, settled

DIVISIONS = "/api/v2/authorization/divisions"


def test_a_division_is_created_read_changed_imported_and_deleted(program):
    sent = {"name": name("Division"), "description": "Of the north"}
    made = program.post(DIVISIONS, sent)
    path = f"{DIVISIONS}/{made['id']}"
    settled(program.get(path), sent)
    sent = {"name": name("Division"), "description": ""}
    program.put(path, sent)
    read = program.get(path)
    assert read["name"] == sent["name"] and not read.get("description")
    [found] = program.get(f"{DIVISIONS}?name={sent['name'].replace(' ', '%20')}")["entities"]
    assert found["id"] == made["id"]
    assert made["id"] in [one["id"] for one in program.pages(DIVISIONS)]
    program.delete(f"{path}?force=true")
    assert program.gone(path)


def test_a_name_that_is_taken_is_a_conflict(program):
    sent = {"name": name("Division")}
    program.post(DIVISIONS, sent)
    with refused(409):
        program.post(DIVISIONS, sent)


def test_a_division_with_objects_is_deleted_after_they_were_moved_home(program):
    division = program.post(DIVISIONS, {"name": name("Division")})["id"]
    queue = program.post(
        "/api/v2/routing/queues", {"name": name("Queue"), "division": {"id": division}}
    )
    with refused(400):
        program.delete(f"{DIVISIONS}/{division}")
    program.post(f"{DIVISIONS}/{program.home()}/objects/QUEUE", [queue["id"]])
    read = program.get(f"/api/v2/routing/queues/{queue['id']}")
    assert read["division"]["id"] == program.home()
    program.delete(f"{DIVISIONS}/{division}")
    program.delete(f"/api/v2/routing/queues/{queue['id']}?forceDelete=true")
