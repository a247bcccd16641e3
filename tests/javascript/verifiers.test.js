'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');

const { refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for the address of a key (RFC 6238). */
function codeOf(keyUri, stepsAhead = 0) {
  const { protocol, host, searchParams } = new URL(keyUri);
  assert.deepEqual([protocol, host], ['otpauth:', 'totp']);
  const bits = [...searchParams.get('secret')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const period = Number(searchParams.get('period') ?? 30);
  const digits = Number(searchParams.get('digits') ?? 6);
  const algorithm = (searchParams.get('algorithm') ?? 'SHA1').toLowerCase();
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period) + stepsAhead));
  const digest = crypto.createHmac(algorithm, secret).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

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
