"""Locations that lie in each other, and teams."""

import urllib.parse

from provider import exact, name, settled

LOCATIONS = "/api/v2/locations"
TEAMS = "/api/v2/teams"


def test_a_location_is_created_read_changed_imported_and_deleted(program):
    above = program.post(LOCATIONS, {"name": name("Region")})["id"]
    sent = {
        "name": name("Location"),
        "notes": "Made by a plan",
        "path": [above],
        "emergencyNumber": {"number": "+13173124741", "type": "default"},
        "address": {
            "street1": "7601 Interactive Way",
            "city": "Indianapolis",
            "state": "IN",
            "country": "US",
            "zipcode": "46278",
        },
    }
    made = program.post(LOCATIONS, sent)
    path = f"{LOCATIONS}/{made['id']}"
    read = program.get(path)
    settled(read, {key: sent[key] for key in ("name", "notes", "path")})
    settled(read["address"], sent["address"])
    assert read["emergencyNumber"]["number"] == sent["emergencyNumber"]["number"]
    changed = {"name": name("Location"), "notes": "Changed by a plan", "path": []}
    program.patch(path, {**changed, "version": read["version"]})
    read = program.get(path)
    settled(read, {"name": changed["name"], "notes": changed["notes"]})
    assert not read.get("path")
    answer = program.post(f"{LOCATIONS}/search", {"query": [exact(["name"], changed["name"])]})
    assert [one["id"] for one in answer["results"]] == [made["id"]]
    program.delete(path)
    assert program.gone(path)
    program.delete(f"{LOCATIONS}/{above}")


def test_a_team_is_created_read_changed_imported_and_deleted(program):
    sent = {"name": name("Team"), "description": "Made by a plan", "division": {"id": program.home()}}
    made = program.post(TEAMS, sent)
    path = f"{TEAMS}/{made['id']}"
    settled(program.get(path), sent)
    body = {"name": "Ada Example", "email": f"{name('mate').replace(' ', '.')}@example.com"}
    ada = program.post("/api/v2/users", body)["id"]
    program.post(f"{path}/members", {"memberIds": [ada]})
    assert [one["id"] for one in program.get(f"{path}/members?pageSize=100")["entities"]] == [ada]
    program.delete(f"{path}/members?id={ada}")
    assert program.get(f"{path}/members?pageSize=100")["entities"] == []
    sent.update(name=name("Team"), description="Changed by a plan")
    program.patch(path, sent)
    settled(program.get(path), sent)
    listed = program.get(f"{TEAMS}?name={urllib.parse.quote(sent['name'])}&pageSize=50")
    assert [one["id"] for one in listed["entities"]] == [made["id"]]
    program.delete(path)
    assert program.gone(path)
    program.delete(f"/api/v2/users/{ada}")
