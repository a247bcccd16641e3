'use strict';
// Notifications over a WebSocket, with a library that knows nothing of this API.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const platform = require('purecloud-platform-client-v2');
const WebSocket = require('ws');

const { CLIENT_ID, CLIENT_SECRET, serverForThisFile } = require('./server');

const it = serverForThisFile();

const BUSY = '31fe3bac-dea6-44b7-bed7-47f91660a1a0';
const ON_QUEUE = 'e08eaf1b-ee47-4fa9-a231-1200e284798f';

// The next messages of a socket, so many.
function hear(socket, count) {
  return new Promise((resolve, reject) => {
    const heard = [];
    socket.on('error', reject);
    socket.on('message', (text) => {
      heard.push(JSON.parse(text));
      if (heard.length === count) resolve(heard);
    });
  });
}

test('changes are heard in order under single names', async () => {
  const { hostname, port } = new URL(it.server.url);
  const client = platform.ApiClient.instance;
  client.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
  await client.loginClientCredentialsGrant(CLIENT_ID, CLIENT_SECRET);
  const user = await new platform.UsersApi().postUsers({
    name: 'Listened Example', email: 'listened@example.com',
  });

  const notifications = new platform.NotificationsApi();
  const channel = await notifications.postNotificationsChannels();
  const socket = new WebSocket(channel.connectUri);
  const heard = hear(socket, 3);
  await new Promise((resolve) => socket.on('open', resolve));
  const topic = `v2.users.${user.id}?presence&routingStatus`;
  await notifications.postNotificationsChannelSubscriptions(channel.id, [{ id: topic }]);

  const presence = new platform.PresenceApi();
  for (const id of [BUSY, ON_QUEUE]) {
    const changed = await presence.patchUserPresence(user.id, 'PURECLOUD', {
      presenceDefinition: { id },
    });
    assert.equal(changed.presenceDefinition.id, id);
  }
  const events = await heard;
  socket.close();
  assert.deepEqual(events.map((event) => event.topicName), [
    `v2.users.${user.id}.presence`,
    `v2.users.${user.id}.presence`,
    `v2.users.${user.id}.routingStatus`,
  ]);
  assert.equal(events[1].eventBody.presenceDefinition.systemPresence, 'ON_QUEUE');
  assert.equal(events[2].eventBody.routingStatus.status, 'IDLE');
});
