'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const platform = require('purecloud-platform-client-v2');

const { CLIENT_ID, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

const audits = () => new platform.AuditApi(it.api.client);

function interval(days = 1) {
  const now = Date.now();
  const ends = [now - days * 86_400_000, now + 60_000];
  return ends.map((end) => new Date(end).toISOString()).join('/');
}

const of = (id) => ({ interval: interval(), filters: [{ property: 'EntityId', value: id }] });

test('a user has a history', async () => {
  const user = await it.newUser({ name: 'Grace Example' });
  await it.api.users.patchUser(user.id, { version: user.version, title: 'Lead' });
  await it.api.users.deleteUser(user.id);
  const found = await audits().postAuditsQueryRealtime(of(user.id));
  assert.deepEqual(found.entities.map((message) => message.action), ['Delete', 'Update', 'Create']);
  assert.equal(found.total, 3);
  const [, updated] = found.entities;
  assert.deepEqual(updated.propertyChanges, [
    { property: 'title', oldValues: [], newValues: ['Lead'] },
  ]);
  assert.equal(updated.entity.name, 'Grace Example');
  assert.equal(updated.client.id, CLIENT_ID);
  assert.equal(updated.status, 'SUCCESS');
});

test('the user who did it is named when asked for', async () => {
  const admin = it.server.signInAs('admin@example.com');
  const user = await it.newUser();
  await admin.users.patchUser(user.id, { version: user.version, title: 'Lead' });
  const me = await admin.users.getUsersMe();
  const found = await audits().postAuditsQueryRealtime(of(user.id), { expand: ['user'] });
  assert.equal(found.entities[0].user.name, me.name);
});

test('what cannot be asked is refused with what can', async () => {
  const ask = (body) => audits().postAuditsQueryRealtime(body);
  await refused(ask({ interval: interval(40) }), 400, 'invalid.value', 'interval', '31 days');
  const kitchen = { interval: interval(), serviceName: 'Kitchen' };
  await refused(ask(kitchen), 400, 'invalid.value', 'serviceName', 'Kitchen', 'Directory');
});

test('the services list what can be asked for', async () => {
  const { services } = await audits().getAuditsQueryRealtimeServicemapping();
  const directory = services.find((service) => service.name === 'Directory');
  const user = directory.entities.find((entity) => entity.name === 'User');
  assert.ok(user.actions.includes('Create') && user.actions.includes('Delete'));
});
