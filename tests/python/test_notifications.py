"""Notifications over a WebSocket, with a library that knows nothing of this API."""

import json

import PureCloudPlatformClientV2 as sdk
import pytest
import websocket

import conftest
import server as servers

AVAILABLE = "6a3af858-942f-489d-9700-5f9bcdcdae9b"
BUSY = "31fe3bac-dea6-44b7-bed7-47f91660a1a0"
ON_QUEUE = "e08eaf1b-ee47-4fa9-a231-1200e284798f"


@pytest.fixture(scope="module")
def client(server):
    sdk.configuration.host = server.url
    client = sdk.api_client.ApiClient()
    client.get_client_credentials_token(servers.CLIENT_ID, servers.CLIENT_SECRET)
    return client


@pytest.fixture(scope="module")
def user(client):
    body = sdk.CreateUser()
    body.name, body.email = "Listened Example", "listened@example.com"
    return sdk.UsersApi(client).post_users(body)


@pytest.fixture
def listening(client):
    """A function that subscribes a new channel, connects to it, and answers the socket."""
    api, sockets = sdk.NotificationsApi(client), []

    def listen(*topics):
        channel = api.post_notifications_channels()
        body = []
        for name in topics:
            topic = sdk.ChannelTopic()
            topic.id = name
            body.append(topic)
        api.put_notifications_channel_subscriptions(channel.id, body)
        sockets.append(websocket.create_connection(channel.connect_uri, timeout=20))
        return sockets[-1]

    yield listen
    for socket in sockets:
        socket.close()


def choose(client, user, presence):
    body = sdk.UserPresence()
    body.presence_definition = sdk.PresenceDefinition()
    body.presence_definition.id = presence
    return sdk.PresenceApi(client).patch_user_presence(user.id, "PURECLOUD", body)


def test_changes_are_heard_in_order(client, user, listening):
    prefix = f"v2.users.{user.id}"
    socket = listening(f"{prefix}.presence", f"{prefix}.routingStatus")
    for presence in BUSY, ON_QUEUE, AVAILABLE:
        choose(client, user, presence)
    events = [json.loads(socket.recv()) for _ in range(5)]
    told = [event["topicName"].removeprefix(f"{prefix}.") for event in events]
    assert told == ["presence", "presence", "routingStatus", "presence", "routingStatus"]
    bodies = [event["eventBody"] for event in events]
    assert [body["presenceDefinition"]["systemPresence"] for body in bodies if "source" in body] == [
        "BUSY", "ON_QUEUE", "AVAILABLE",
    ]
    assert [body["routingStatus"]["status"] for body in bodies if "routingStatus" in body] == [
        "IDLE", "OFF_QUEUE",
    ]
    assert all(event["version"] == "2" and event["metadata"]["CorrelationId"] for event in events)


def events(socket, prefix, count):
    """The next events: the last word of each topic, and the body."""
    heard = [json.loads(socket.recv()) for _ in range(count)]
    return [(event["topicName"].removeprefix(prefix), event["eventBody"]) for event in heard]


def test_whatever_a_user_does_is_heard_in_order(server, client, new_user, listening):
    user = new_user(name="Busy Example")
    queue = sdk.RoutingApi(client).post_routing_queues({"name": f"Queue of {user.id}"})
    body = {"name": f"Phone of {user.id}", "type": "inin_remote"}
    station = client.call_api(
        "/api/v2/callroster/stations", "POST", body=body, response_type="object",
        auth_settings=["PureCloud OAuth"],
    )
    prefix = f"v2.users.{user.id}."
    own = "presence", "routingStatus", "station", "outofoffice", "geolocation"
    queue_users = f"v2.routing.queues.{queue.id}.users"
    socket = listening(*(prefix + name for name in own), queue_users)

    choose(client, user, ON_QUEUE)
    sdk.UsersApi(client).put_user_station_associatedstation_station_id(user.id, station["id"])
    self = conftest.sign_in_as(server, user.email).client
    away = {"active": True, "startDate": "2026-01-01T00:00:00.000Z", "indefinite": True}
    sdk.UsersApi(self).put_user_outofoffice(user.id, away)
    place = {"primary": True, "city": "Indianapolis", "country": "US"}
    sdk.GeolocationApi(self).patch_user_geolocation(user.id, "browser", place)
    sdk.RoutingApi(client).post_routing_queue_members(queue.id, [{"id": user.id}])
    sdk.UsersApi(client).patch_user_queue(queue.id, user.id, {"joined": False})
    sdk.UsersApi(client).delete_user_station_associatedstation(user.id)
    choose(client, user, BUSY)

    heard = events(socket, prefix, 10)
    assert [topic for topic, _ in heard] == [
        "presence", "routingStatus", "station", "outofoffice", "geolocation", queue_users,
        queue_users, "station", "presence", "routingStatus",
    ]
    bodies = [body for _, body in heard]
    assert bodies[0]["presenceDefinition"]["systemPresence"] == "ON_QUEUE"
    assert bodies[1]["routingStatus"]["status"] == "IDLE"
    assert bodies[2]["associatedStation"]["id"] == station["id"]
    assert (bodies[3]["active"], bodies[3]["user"]["id"]) == (True, user.id)
    assert bodies[4]["city"] == "Indianapolis"
    assert [body["joined"] for body in bodies[5:7]] == [True, False]
    assert bodies[9]["routingStatus"]["status"] == "OFF_QUEUE"


def test_presences_are_changed_in_bulk_and_routing_statuses_watched(client, new_user, listening):
    users = [new_user(name=f"Agent {number}") for number in range(3)]
    socket = listening(*(f"v2.users.{user.id}.routingStatus" for user in users))
    bulk = [
        {"id": user.id, "source": "PURECLOUD", "presenceDefinition": {"id": ON_QUEUE}}
        for user in users
    ]
    sdk.PresenceApi(client).put_users_presences_bulk(bulk)
    idle = [(f"{user.id}.routingStatus", "IDLE") for user in users]
    heard = events(socket, "v2.users.", 3)
    assert [(topic, body["routingStatus"]["status"]) for topic, body in heard] == idle
    # What is watched is what is read.
    for user in users:
        assert sdk.UsersApi(client).get_user_routingstatus(user.id).status == "IDLE"


def test_a_ping_is_answered(user, listening):
    socket = listening(f"v2.users.{user.id}.presence")
    socket.send(json.dumps({"message": "ping"}))
    assert json.loads(socket.recv()) == {
        "topicName": "channel.metadata", "eventBody": {"message": "pong"},
    }
