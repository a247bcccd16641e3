'use strict';
// The vendor's own acceptance order for its SDKs, with the SDK as it is published.

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');
const platform = require('purecloud-platform-client-v2');

const { CLIENT_ID, CLIENT_SECRET, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

test('the official acceptance order passes', async () => {
  const { hostname, port } = new URL(it.server.url);
  const client = platform.ApiClient.instance;
  client.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
  const session = await client.loginClientCredentialsGrant(CLIENT_ID, CLIENT_SECRET);
  assert.ok(session.accessToken);

  const users = new platform.UsersApi();
  const email = `${crypto.randomUUID()}@mypurecloud.com`;
  const password = `${crypto.randomUUID()}!@#$!@#$&?&?123412345656asdfasdfghghASDFASDFGHGH`;
  const created = await users.postUsers({ name: 'SDK Acceptance', email, password });
  assert.equal(created.name, 'SDK Acceptance');
  assert.equal(created.email, email);

  const department = 'Acceptance Department';
  const updated = await users.patchUser(created.id, { department, version: 1 });
  assert.equal(updated.id, created.id);
  assert.equal(updated.name, created.name);
  assert.equal(updated.email, email);
  assert.equal(updated.department, department);

  const skills = await users.putUserProfileskills(created.id, ['Testmaster']);
  assert.equal(skills.length, 1);

  const expand = ['profileSkills', 'dateLastLogin'];
  const found = await users.getUser(created.id, { expand });
  assert.equal(found.id, created.id);
  assert.equal(found.department, department);

  const credentials = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
  const answer = await fetch(`${it.server.url}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  assert.equal(answer.status, 200);
  assert.ok((await answer.json()).access_token);

  const again = await users.getUser(created.id, { expand: ['profileSkills'] });
  assert.equal(again.profileSkills[0], 'Testmaster');

  await users.deleteUser(created.id);
  await refused(users.getUser(created.id), 404, 'general.resource.not.found');
});
