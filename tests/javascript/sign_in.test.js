'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');

const { PlainBrowser } = require('./browser');
const { ADMIN_EMAIL, ADMIN_PASSWORD, apis, serverForThisFile } = require('./server');

const it = serverForThisFile();

const BACK = 'https://app.example/back?of=callroster';
const ADMIN = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };

/** A program that users sign in to. */
async function newProgram(authorizedGrantType = 'CODE') {
  const body = { name: 'a program', authorizedGrantType, registeredRedirectUri: [BACK] };
  const { id, secret } = await it.api.oauth.postOauthClients(body);
  return { id, secret };
}

function page(program, fields = {}) {
  const query = { client_id: program.id, redirect_uri: BACK, response_type: 'code', ...fields };
  return `${it.server.url}/oauth/authorize?${new URLSearchParams(query)}`;
}

async function code(program, fields) {
  const back = await new PlainBrowser().submit(page(program, fields), ADMIN);
  return back.searchParams.get('code');
}

/** The user whom a client of the SDK speaks for. */
async function me(client) {
  return (await apis(client).users.getUsersMe()).email;
}

/** Expects the token endpoint to refuse. */
async function refusedGrant(call, error) {
  await assert.rejects(call, ({ response }) => {
    assert.equal(response.status, 400);
    assert.equal(response.data.error, error);
    return true;
  });
}

test('a code gives the SDK a user’s tokens, once', async () => {
  const program = await newProgram();
  const client = it.server.client();
  const given = await code(program);
  const got = await client.loginCodeAuthorizationGrant(program.id, program.secret, given, BACK);
  assert.ok(got.accessToken && got.refreshToken);
  assert.ok(got.tokenExpiryTime > Date.now());
  assert.equal(await me(client), ADMIN_EMAIL);
  const again = it.server.client();
  const call = again.loginCodeAuthorizationGrant(program.id, program.secret, given, BACK);
  await refusedGrant(call, 'invalid_grant');
  await assert.rejects(me(client));
});

test('PKCE gives the SDK a user’s token without a secret', async () => {
  const program = await newProgram();
  const client = it.server.client();
  const verifier = client.generatePKCECodeVerifier(128);
  const challenge = crypto.createHash('sha256').update(verifier).digest('base64url');
  const given = await code(program, { code_challenge: challenge, code_challenge_method: 'S256' });
  const other = client.generatePKCECodeVerifier(43);
  await refusedGrant(client.authorizePKCEGrant(program.id, other, given, BACK), 'invalid_grant');
  await client.authorizePKCEGrant(program.id, verifier, given, BACK);
  assert.equal(await me(client), ADMIN_EMAIL);
});

test('the SDK refreshes, by itself too, and a refresh token works once', async () => {
  const program = await newProgram();
  const client = it.server.client();
  await client.loginCodeAuthorizationGrant(program.id, program.secret, await code(program), BACK);
  const first = { ...client.authData };
  await client.refreshCodeAuthorizationGrant(program.id, program.secret, first.refreshToken);
  assert.notEqual(client.authData.accessToken, first.accessToken);
  assert.notEqual(client.authData.refreshToken, first.refreshToken);
  client.setAccessToken('gone');
  // The SDK rejects the call that was refused, and gets a new token behind its back.
  await assert.rejects(me(client));
  while (client.authData.accessToken === 'gone') await new Promise(setImmediate);
  assert.equal(await me(client), ADMIN_EMAIL);
  const last = client.authData.refreshToken;
  for (const token of [first.refreshToken, last]) {
    const call = client.refreshCodeAuthorizationGrant(program.id, program.secret, token);
    await refusedGrant(call, 'invalid_grant');
  }
});

test('an implicit sign-in brings a token behind the hash', async () => {
  const program = await newProgram('TOKEN');
  const asked = page(program, { response_type: 'token', state: 'a b&c' });
  const back = await new PlainBrowser().submit(asked, ADMIN);
  const brought = new URLSearchParams(back.hash.slice(1));
  assert.equal(brought.get('state'), 'a b&c');
  const client = it.server.client();
  client.setAccessToken(brought.get('access_token'));
  assert.equal(await me(client), ADMIN_EMAIL);
});

test('client credentials give the SDK a token and the time at which it ends', async () => {
  const body = { name: 'a robot', authorizedGrantType: 'CLIENT-CREDENTIALS' };
  const made = await it.api.oauth.postOauthClients({ ...body, accessTokenValiditySeconds: 600 });
  const { client } = await it.server.signIn(made.id, made.secret);
  const left = (client.authData.tokenExpiryTime - Date.now()) / 1000;
  assert.ok(left > 580 && left <= 600, `${left} s`);
  await assert.rejects(it.server.signIn(made.id, 'wrong'), ({ response }) => {
    assert.deepEqual([response.status, response.data.error], [401, 'invalid_client']);
    return true;
  });
});
