'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { codeOf } = require('./authenticator');
const { refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

const wanted = (fields = {}) => ({
  name: 'Phone',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  secretSize: 20,
  enabled: true,
  default: false,
  ...fields,
});

async function someone() {
  const user = await it.newUser();
  return { id: user.id, ...it.server.signInAs(user.email) };
}

test('a verifier is made, confirmed once with a code, and deleted', async () => {
  const { users } = await someone();
  const fields = { algorithm: 'SHA256', digits: 8, default: true };
  const { id, keyUri } = await users.postUsersMeVerifiersTotp(wanted(fields));
  assert.equal((await users.getUsersMeVerifiers()).entities[0].enabled, false);
  const wrong = String((Number(codeOf(keyUri)) + 1) % 10 ** 8).padStart(8, '0');
  const confirm = (token) => users.postUsersMeVerifiersTotpVerifierId(id, { token });
  await refused(confirm(wrong), 400, 'invalid.value');
  const token = codeOf(keyUri);
  await confirm(token);
  await refused(confirm(token), 400, 'invalid.value');
  const [verifier] = (await users.getUsersMeVerifiers()).entities;
  assert.deepEqual(
    [verifier.id, verifier.type, verifier.enabled, verifier.default],
    [id, 'TOTP', true, true],
  );
  assert.ok(!JSON.stringify(verifier).includes(new URL(keyUri).searchParams.get('secret')));
  await users.putUsersMeVerifier(id, { name: 'Tablet', enabled: false });
  const [changed] = (await users.getUsersMeVerifiers()).entities;
  assert.deepEqual([changed.name, changed.enabled], ['Tablet', false]);
  await users.deleteUsersMeVerifier(id);
  assert.deepEqual((await users.getUsersMeVerifiers()).entities, []);
});

test('an administrator takes a lost verifier away', async () => {
  const { id: userId, users } = await someone();
  const { id, keyUri } = await users.postUsersMeVerifiersTotp(wanted());
  await users.postUsersMeVerifiersTotpVerifierId(id, { token: codeOf(keyUri), enable: true });
  const listed = await it.api.users.getUserVerifiers(userId);
  assert.deepEqual([listed.total, listed.entities[0].id], [1, id]);
  const body = { name: 'Lost', enabled: false };
  const changed = await it.api.users.putUserVerifier(userId, id, body);
  assert.deepEqual([changed.name, changed.enabled], ['Lost', false]);
  await it.api.users.deleteUserVerifier(userId, id);
  await refused(
    it.api.users.deleteUserVerifier(userId, id),
    404,
    'general.resource.not.found',
    id,
  );
  await refused(users.getUserVerifiers(userId), 403, 'missing.any.permissions', 'mfa:verifier:view');
});
