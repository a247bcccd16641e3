"""Notifications over a WebSocket, with a library that knows nothing of this API."""

import json

import PureCloudPlatformClientV2 as sdk
import pytest
import websocket

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


def test_a_ping_is_answered(user, listening):
    socket = listening(f"v2.users.{user.id}.presence")
    socket.send(json.dumps({"message": "ping"}))
    assert json.loads(socket.recv()) == {
        "topicName": "channel.metadata", "eventBody": {"message": "pong"},
    }
