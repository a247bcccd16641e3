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
