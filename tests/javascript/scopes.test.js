'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ADMIN_EMAIL, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

const OUT_OF_SCOPE = 'app.not.authorized.for.scope';

/** The SDK as the administrator, through an application with these scopes. */
async function through(...scope) {
  const application = await it.api.oauth.postOauthClients({
    name: 'an application',
    authorizedGrantType: 'CODE',
    registeredRedirectUri: ['https://app.example.com/callback'],
    scope,
  });
  return it.server.signInAs(ADMIN_EMAIL, application.id);
}

test('an application does what it was registered for', async () => {
  const user = await it.newUser();
  const change = { version: user.version, title: 'Lead' };
  const reader = await through('users:readonly');
  assert.equal((await reader.users.getUser(user.id)).id, user.id);
  await refused(reader.users.patchUser(user.id, change), 403, OUT_OF_SCOPE, '[users]');
  await refused(reader.oauth.getOauthClients(), 403, OUT_OF_SCOPE, 'oauth:readonly');
  const writer = await through('users');
  assert.equal((await writer.users.patchUser(user.id, change)).title, 'Lead');
});

test('without scopes an application is not limited', async () => {
  const unlimited = await through();
  assert.ok((await unlimited.users.getUsers()).total > 0);
  assert.ok((await unlimited.oauth.getOauthClients()).total > 0);
});

test('a token tells its scopes', async () => {
  const own = await through('telephony', 'presence:readonly');
  const token = await own.tokens.getTokensMe();
  assert.deepEqual(token.authorizedScope, ['telephony', 'presence:readonly']);
});

test('scopes are listed and read, and others refused', async () => {
  const { entities, total } = await it.api.oauth.getOauthScopes();
  assert.equal(total, entities.length);
  const scope = await it.api.oauth.getOauthScope('users:readonly');
  assert.ok(entities.some(({ id }) => id === scope.id));
  await refused(it.api.oauth.getOauthScope('no-such-scope'), 404);
  await refused(through('users:write'), 400, 'invalid.value', 'users:write');
});

test('every token of a user ends at once', async () => {
  const user = await it.newUser();
  const own = it.server.signInAs(user.email);
  await own.tokens.headTokensMe();
  await it.api.tokens.deleteToken(user.id);
  await refused(own.tokens.getTokensMe(), 401, 'bad.credentials');
});

test('two secrets sign in while one takes over', async () => {
  const made = await it.api.oauth.postOauthClients({
    name: 'a robot',
    authorizedGrantType: 'CLIENT-CREDENTIALS',
  });
  const rotate = ['client', 'rotate-secret', '--client', made.id, '--overlap', '1h', '--json'];
  const { clientSecret } = JSON.parse(it.server.command(...rotate, ...it.server.storage));
  assert.notEqual(clientSecret, made.secret);
  await it.server.signIn(made.id, made.secret);
  await it.server.signIn(made.id, clientSecret);
});
