'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');
const platform = require('purecloud-platform-client-v2');

const { refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

test('a refusal carries its status, its code and the correlation id', async () => {
  const { client } = await it.server.signIn();
  client.setReturnExtendedResponses(true);
  const users = new platform.UsersApi(client);
  const answer = await users.getUser(crypto.randomUUID()).catch((error) => error);
  assert.equal(answer.status, 404);
  assert.equal(answer.body.status, 404);
  assert.equal(answer.body.code, 'general.resource.not.found');
  assert.equal(answer.body.contextId, answer.headers['inin-correlation-id']);
  assert.deepEqual([answer.body.details, answer.body.errors], [[], []]);
});

test('no token and a bad token are told apart', async () => {
  const nobody = it.server.client();
  const users = new platform.UsersApi(nobody);
  await refused(users.getUsers(), 401, 'authentication.required');
  nobody.setAccessToken('made-up');
  await refused(users.getUsers(), 401, 'bad.credentials');
});

test('a missing permission is named', async () => {
  const own = it.server.signInAs((await it.newUser()).email);
  const create = own.users.postUsers({ name: 'Ada', email: it.newEmail() });
  await refused(create, 403, 'missing.any.permissions', 'directory:user:add');
});

test('a wrong value is named with its field and what is allowed', async () => {
  const wrong = it.newUser({ state: 'asleep' });
  await refused(wrong, 400, 'invalid.value', 'state', 'asleep', 'inactive');
  await refused(it.newUser({ name: undefined }), 400, undefined, 'name');
});

test('what is not served says so', async () => {
  const { users } = it.api;
  const answer = await fetch(`${it.server.url}/coverage`);
  const { operations } = await answer.json();
  const missing = operations.find(({ id }) => id === 'getUserRoutingstatus');
  if (missing.state === 'served') return;
  const id = crypto.randomUUID();
  await refused(users.getUserRoutingstatus(id), 501, 'not.implemented', 'GET', id);
});

test('compressed answers are read', async () => {
  const answer = await fetch(`${it.server.url}/openapi.json`, {
    headers: { 'Accept-Encoding': 'gzip' },
  });
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  assert.ok((await answer.json()).paths);
});

test('browsers of other origins may call', async () => {
  const answer = await fetch(`${it.server.url}/api/v2/users`, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://apps.example.com',
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  });
  assert.ok(answer.ok);
  const origin = answer.headers.get('access-control-allow-origin');
  assert.ok(['*', 'https://apps.example.com'].includes(origin));
  assert.match(answer.headers.get('access-control-allow-methods'), /PATCH|\*/);
  assert.match(answer.headers.get('access-control-allow-headers').toLowerCase(), /authorization/);
});
