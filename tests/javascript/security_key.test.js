'use strict';
// Security keys in a real browser, whose own virtual authenticator makes them and signs.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { chromiumForThisFile, fillIn, isAccessible } = require('./browser');
const { serverForThisFile } = require('./server');

const it = serverForThisFile();
const chromium = chromiumForThisFile();

const PASSWORD = 'Correct-Horse-Battery-1';

/** Keys belong to names, not to addresses of digits. */
const named = (url) => url.replace('127.0.0.1', 'localhost');

/** A page in a browser that has a security key of its own, which somebody is there to touch. */
async function pageWithKey() {
  const page = await chromium.newPage();
  const devtools = await page.createCDPSession();
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', automaticPresenceSimulation: true },
  });
  return { page, devtools, authenticatorId };
}

/** Somebody with a password, and what their own page needs to call the API. */
async function person() {
  const email = it.newEmail();
  await it.newUser({ email, password: PASSWORD });
  const token = it.server.command('token', '--user', email, ...it.server.storage).trim();
  return { email, token };
}

/** Registers a key from a page of a program, with the SDK and the browser's own functions. */
async function register(page, { token }, name) {
  const { port } = new URL(it.server.url);
  const place = chromium.site.add(
    '/settings',
    `const platform = require('platformClient');
     const client = platform.ApiClient.instance;
     client.setGateway({ host: 'localhost', protocol: 'http', port: ${port} });
     window.register = async (token, name) => {
       client.setAccessToken(token);
       const users = new platform.UsersApi();
       const { publicKey } = await users.postUsersMeVerifiersWebauthnRegisterOptions();
       const made = await navigator.credentials.create({
         publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
       });
       const { id, rawId, type, response, clientExtensionResults } = made.toJSON();
       const { clientDataJSON, attestationObject, transports } = response;
       return users.postUsersMeVerifiersWebauthnRegister({
         name,
         credential: {
           id, rawId, type, clientExtensionResults,
           response: { clientDataJSON, attestationObject, transports },
         },
       });
     };`,
  );
  await page.goto(named(place));
  return page.evaluate((...given) => window.register(...given), token, name);
}

async function signIn(page, { email }) {
  const back = chromium.site.add('/back', '');
  const body = { name: 'Agent desk', authorizedGrantType: 'CODE', registeredRedirectUri: [back] };
  const { id } = await it.api.oauth.postOauthClients(body);
  const query = { client_id: id, redirect_uri: back, response_type: 'code' };
  await page.goto(`${named(it.server.url)}/oauth/authorize?${new URLSearchParams(query)}`);
  await fillIn(page, { email, password: PASSWORD });
  return back;
}

const heading = (page) => page.$eval('h1', (element) => element.textContent);
const press = (page) =>
  Promise.all([page.waitForNavigation(), page.click('#security-key button')]);

test('a key that a page registered through the SDK signs its user in', async () => {
  const { page } = await pageWithKey();
  const user = await person();
  const made = await register(page, user, 'Blue key');
  assert.deepEqual([made.name, made.type, made.enabled], ['Blue key', 'WEBAUTHN', true]);
  const back = await signIn(page, user);
  assert.equal(await heading(page), 'Use your security key');
  await isAccessible(page);
  await press(page);
  const arrived = new URL(page.url());
  assert.equal(arrived.origin + arrived.pathname, back);
  assert.ok(arrived.searchParams.get('code'));
});

test('a browser without the key says so, and nobody is signed in', async () => {
  const { page, devtools, authenticatorId } = await pageWithKey();
  const user = await person();
  await register(page, user, 'Blue key');
  await devtools.send('WebAuthn.clearCredentials', { authenticatorId });
  await signIn(page, user);
  await page.click('#security-key button');
  await page.waitForSelector('#security-key-problem:not([hidden])');
  const says = await page.$eval('#security-key-problem', (element) => element.textContent);
  assert.match(says, /no answer from a security key/);
  await isAccessible(page);
  assert.equal(await heading(page), 'Use your security key');
});

test('the browser refuses to register the same key twice', async () => {
  const { page } = await pageWithKey();
  const user = await person();
  await register(page, user, 'Blue key');
  await assert.rejects(register(page, user, 'Blue key again'), /InvalidStateError|already/i);
});
