"""Queues with members, as programs write them: settings, then members, a hundred at a time."""

import urllib.parse

from provider import name, settled

QUEUES = "/api/v2/routing/queues"


def user(program, who):
    body = {"name": who, "email": f"{name('agent').replace(' ', '.')}@example.com"}
    return program.post("/api/v2/users", body)["id"]


def members(program, path):
    """All members, read until a page is empty: the listing has no total."""
    found, number = [], 1
    while True:
        page = program.get(f"{path}/members?pageSize=100&pageNumber={number}&memberBy=user")
        if not page.get("entities"):
            return found
        found += page["entities"]
        number += 1


def test_a_queue_is_created_read_changed_imported_and_deleted(program):
    sent = {
        "name": name("Queue"),
        "division": {"id": program.home()},
        "description": "Made by a plan",
        "mediaSettings": {
            "call": {
                "alertingTimeoutSeconds": 8,
                "serviceLevel": {"percentage": 0.8, "durationMs": 20000},
            },
            "email": {
                "alertingTimeoutSeconds": 300,
                "serviceLevel": {"percentage": 0.8, "durationMs": 86400000},
            },
        },
        "acwSettings": {"wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 300000},
        "skillEvaluationMethod": "BEST",
        "autoAnswerOnly": True,
        "enableTranscription": False,
        "enableManualAssignment": True,
        "callingPartyName": "Example Inc.",
    }
    made = program.post(QUEUES, sent)
    path = f"{QUEUES}/{made['id']}"
    settled(program.get(path), sent)
    sent.pop("division")
    sent.update(description="Changed by a plan", skillEvaluationMethod="ALL", autoAnswerOnly=False)
    sent["acwSettings"] = {"wrapupPrompt": "OPTIONAL"}
    sent["mediaSettings"]["call"]["alertingTimeoutSeconds"] = 30
    program.put(path, sent)
    settled(program.get(path), sent)
    found = program.pages(f"{QUEUES}?name={urllib.parse.quote(sent['name'])}")
    assert [one["id"] for one in found if one["name"] == sent["name"]] == [made["id"]]
    program.delete(f"{path}?forceDelete=true")
    assert program.gone(path)


def test_members_are_added_rung_later_and_removed_until_the_plan_is_met(program):
    ring = {"expansionCriteria": [{"type": "TIMEOUT_SECONDS", "threshold": 10}]}
    queue = program.post(QUEUES, {"name": name("Queue"), "bullseye": {"rings": [ring, ring]}})
    path = f"{QUEUES}/{queue['id']}"
    ada, ben = user(program, "Ada Example"), user(program, "Ben Example")
    program.post(f"{path}/members", [{"id": ada}, {"id": ben}])
    assert {one["id"] for one in members(program, path)} == {ada, ben}
    assert program.get(path)["memberCount"] == 2
    program.patch(f"{path}/members/{ben}", {"id": ben, "ringNumber": 2})
    rings = {one["id"]: one["ringNumber"] for one in members(program, path)}
    assert rings == {ada: 1, ben: 2}
    program.post(f"{path}/members?delete=true", [{"id": ben}])
    assert [one["id"] for one in members(program, path)] == [ada]
    # Programs of before 2022 use the older path.
    program.post(f"{path}/users?delete=true", [{"id": ada}])
    assert members(program, path) == []
    program.delete(f"{path}?forceDelete=true")
    for one in (ada, ben):
        program.delete(f"/api/v2/users/{one}")
