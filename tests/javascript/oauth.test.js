'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { CLIENT_ID, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

async function newClient(fields = {}) {
  const { roleDivisions } = await it.api.oauth.getOauthClient(CLIENT_ID);
  const body = { name: 'a client', authorizedGrantType: 'CLIENT-CREDENTIALS', roleDivisions };
  return it.api.oauth.postOauthClients({ ...body, ...fields });
}

test('a client is made, read, changed and deleted', async () => {
  const { oauth } = it.api;
  const made = await newClient({ accessTokenValiditySeconds: 600 });
  assert.ok(made.secret);
  const { secret, ...visible } = made;
  assert.deepEqual(await oauth.getOauthClient(made.id), visible);
  const listed = await oauth.getOauthClients();
  assert.ok(listed.entities.some(({ id }) => id === made.id));
  assert.ok(listed.entities.every((client) => client.secret === undefined));
  const changed = await oauth.putOauthClient(made.id, { ...visible, name: 'renamed' });
  assert.equal(changed.name, 'renamed');
  const own = await it.server.signIn(made.id, secret);
  await oauth.deleteOauthClient(made.id);
  await refused(oauth.getOauthClient(made.id), 404);
  await refused(own.users.getUsers(), 401, 'bad.credentials');
});

test('a new secret replaces the old one', async () => {
  const made = await newClient();
  const renewed = await it.api.oauth.postOauthClientSecret(made.id);
  await it.server.signIn(made.id, renewed.secret);
  await assert.rejects(it.server.signIn(made.id, made.secret), (error) => {
    assert.equal(error.response.status, 401);
    assert.equal(error.response.data.error, 'invalid_client');
    return true;
  });
});

test('a token lives as long as its client says', async () => {
  const made = await newClient({ accessTokenValiditySeconds: 600 });
  const { client } = await it.server.signIn(made.id, made.secret);
  const left = (client.authData.tokenExpiryTime - Date.now()) / 1000;
  assert.ok(left > 580 && left <= 600, `${left} s`);
});

test('a token is checked, described and revoked', async () => {
  const own = await it.server.signIn();
  await own.tokens.headTokensMe();
  const token = await own.tokens.getTokensMe();
  assert.equal(token.OAuthClient.id, CLIENT_ID);
  assert.ok(token.organization.id);
  await own.tokens.deleteTokensMe();
  await refused(own.tokens.getTokensMe(), 401, 'bad.credentials');
});
