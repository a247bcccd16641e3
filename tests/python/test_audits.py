"""What was changed, by whom, from where."""

import datetime
import json

import PureCloudPlatformClientV2 as sdk
import pytest

import conftest
import server as servers

PASSWORD = "A-Password-That-Nobody-Reads-1"


@pytest.fixture
def audit(api):
    return sdk.AuditApi(api.client)


def interval(days=1):
    now = datetime.datetime.now(datetime.timezone.utc)
    ends = (now - datetime.timedelta(days=days), now + datetime.timedelta(minutes=1))
    return "/".join(end.strftime("%Y-%m-%dT%H:%M:%S.000Z") for end in ends)


def query(filters=(), **fields):
    body = sdk.AuditRealtimeQueryRequest()
    body.interval = fields.pop("interval", None) or interval()
    body.filters = []
    for name, value in filters:
        wanted = sdk.AuditQueryFilter()
        wanted.pcProperty, wanted.value = name, value
        body.filters.append(wanted)
    for field, value in fields.items():
        setattr(body, field, value)
    return body


def changes(message):
    return {
        change.pcProperty: (change.old_values, change.new_values)
        for change in message.property_changes or []
    }


def test_a_user_has_a_history(audit, new_user, update, api, server):
    user = new_user(name="Grace Example")
    update(user, title="Lead", department="R&D")
    api.users.delete_user(user.id)
    found = audit.post_audits_query_realtime(query([("EntityId", user.id)]))
    assert [message.action for message in found.entities] == ["Delete", "Update", "Create"]
    assert (found.total, found.page_count, found.page_number, found.page_size) == (3, 1, 1, 25)
    deleted, updated, created = found.entities
    assert changes(updated) == {"title": ([], ["Lead"]), "department": ([], ["R&D"])}
    assert changes(created)["email"] == ([], [user.email])
    assert changes(deleted)["state"] == (["active"], ["deleted"])
    assert changes(deleted)["roles"][1] == []
    for message in found.entities:
        assert (message.service_name, message.entity_type) == ("Directory", "User")
        assert (message.status, message.level) == ("SUCCESS", "USER")
        assert message.entity.id == user.id and message.entity.name == "Grace Example"
        assert message.client.id == servers.CLIENT_ID and message.user is None
        assert message.remote_ip == ["127.0.0.1"]
        assert message.event_date.year >= 2024


def test_the_user_who_did_it_is_named_when_asked_for(audit, admin, new_user, api):
    user = new_user()
    body = sdk.UpdateUser()
    body.version, body.title = user.version, "Changed"
    admin.users.patch_user(user.id, body)
    me = admin.users.get_users_me()
    asked = query([("EntityId", user.id), ("UserId", me.id)])
    (message,) = audit.post_audits_query_realtime(asked, expand=["user"]).entities
    assert (message.user.id, message.user.name) == (me.id, me.name)
    (message,) = audit.post_audits_query_realtime(asked).entities
    assert message.user.name is None


def test_grants_name_their_role_and_division(audit, new_user, api):
    user = new_user()
    role = api.authorization.get_user_roles(user.id).roles[0]
    api.authorization.post_authorization_subject_division_role(user.id, "*", role.id)
    api.authorization.put_user_roles(user.id, [])
    found = audit.post_audits_query_realtime(
        query([("EntityId", user.id), ("EntityType", "AuthUser")])
    )
    assert [message.action for message in found.entities] == ["Remove", "Remove", "Add"]
    assert changes(found.entities[2]) == {
        "role": ([], [role.name]),
        "division": ([], ["All divisions"]),
    }


def test_that_a_password_was_set_is_told_and_never_which(audit, new_user, api, server):
    user = new_user(password=PASSWORD)
    api.users.post_user_password(user.id, {"newPassword": PASSWORD + "!"})
    own = conftest.sign_in_as(server, user.email)
    own.users.post_users_me_password(
        {"oldPassword": PASSWORD + "!", "newPassword": PASSWORD + "?"}
    )
    answer = server.request(
        "POST",
        "/api/v2/audits/query/realtime",
        {"interval": interval(), "filters": [{"property": "EntityId", "value": user.id}]},
        api.client.access_token,
    )
    messages = [m for m in answer.json["entities"] if m["entityType"] == "Password"]
    assert [message["action"] for message in messages] == ["Update", "Reset", "Create"]
    assert PASSWORD not in json.dumps(answer.json) and "$" not in json.dumps(messages)


def test_what_is_refused_or_changes_nothing_leaves_no_message(audit, new_user, update, refused):
    user = new_user()
    update(user, name=user.name)
    with refused(409):
        update(user, version=99, title="Lead")
    found = audit.post_audits_query_realtime(query([("EntityId", user.id)]))
    assert [message.action for message in found.entities] == ["Create"]


def test_pages_and_their_order(audit, new_user, update):
    user = new_user()
    for number in range(5):
        update(user, title=f"Title {number}")
    sort = sdk.AuditQuerySort()
    sort.name, sort.sort_order = "Timestamp", "ascending"
    titles = []
    for page in (1, 2, 3):
        asked = query(
            [("EntityId", user.id), ("Action", "Update")],
            page_size=2,
            page_number=page,
            sort=[sort],
            service_name="Directory",
        )
        found = audit.post_audits_query_realtime(asked)
        assert (found.total, found.page_count) == (5, 3)
        titles += [changes(message)["title"][1][0] for message in found.entities]
    assert titles == [f"Title {number}" for number in range(5)]


def test_a_voicemail_policy_has_a_history_too(audit, new_user, api):
    user = new_user()
    body = sdk.VoicemailUserPolicy()
    body.alert_timeout_seconds, body.pin = 33, "8080"
    api.voicemail.patch_voicemail_userpolicy(user.id, body)
    asked = query([("EntityId", user.id)], service_name="Voicemail")
    (message,) = audit.post_audits_query_realtime(asked).entities
    assert changes(message) == {"alertTimeoutSeconds": (["20"], ["33"])}


@pytest.mark.parametrize(
    "asked, naming",
    [
        ({"interval": "yesterday"}, ["interval", "yesterday"]),
        ({"interval": interval(40)}, ["interval", "31 days"]),
        ({"service_name": "Kitchen"}, ["serviceName", "Kitchen", "Directory"]),
        ({"filters": [("EntityType", "Fork")]}, ["filters[0].value", "Fork", "User"]),
        ({"filters": [("Action", "Eat")]}, ["filters[0].value", "Eat", "Create"]),
        ({"page_size": 501}, ["pageSize", "501"]),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(asked, naming, audit, refused):
    with refused(400, "invalid.value", naming):
        audit.post_audits_query_realtime(query(**asked))


def test_the_services_list_what_can_be_asked_for(audit):
    mapping = audit.get_audits_query_realtime_servicemapping()
    entities = {entity.name: entity.actions for s in mapping.services for entity in s.entities}
    assert {"Create", "Update", "Delete", "Restore"} <= set(entities["User"])
    assert {service.name for service in mapping.services} >= {"Directory", "PeoplePermissions"}


def test_only_who_may_view_audits_sees_them(employee, refused):
    audit = sdk.AuditApi(employee.client)
    with refused(403, "missing.permissions", ["audits:audit:view"]):
        audit.post_audits_query_realtime(query())
    with refused(403, "missing.permissions", ["audits:audit:view"]):
        audit.get_audits_query_realtime_servicemapping()


def test_the_command_line_shows_the_same(server, audit, new_user):
    user = new_user()
    lines = server.command("audit", "--entity", user.email, *server.storage).splitlines()
    (message,) = [json.loads(line) for line in lines]
    (same,) = audit.post_audits_query_realtime(query([("EntityId", user.id)])).entities
    assert message["id"] == same.id
