'use strict';
// The sign-in page in a real browser, and the SDK signing in from a page of another site.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');

const { codeOf } = require('./authenticator');
const { chromiumForThisFile, fillIn, isAccessible } = require('./browser');
const { ADMIN_EMAIL, ADMIN_PASSWORD, serverForThisFile } = require('./server');

const outbox = fs.mkdtempSync(path.join(os.tmpdir(), 'callroster-outbox-'));
after(() => fs.rmSync(outbox, { recursive: true }));
const it = serverForThisFile('--mail-outbox', outbox);
const chromium = chromiumForThisFile();

const ADMIN = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };

/** A program that users sign in to, and where the browser goes back to. */
async function newProgram(back, authorizedGrantType = 'CODE') {
  const body = { name: 'Agent wallboard', authorizedGrantType, registeredRedirectUri: [back] };
  const { id } = await it.api.oauth.postOauthClients(body);
  return { id, back };
}

/** The address of the sign-in page for a program. */
function signIn(program, fields = {}) {
  const query = { client_id: program.id, redirect_uri: program.back, response_type: 'code' };
  return `${it.server.url}/oauth/authorize?${new URLSearchParams({ ...query, ...fields })}`;
}

/** Somebody who must show a code at sign-in, and the key of the app that shows it. */
async function userWithVerifier() {
  const [email, password] = [it.newEmail(), 'Correct-Horse-Battery-1'];
  await it.newUser({ email, password });
  const { users } = it.server.signInAs(email);
  const key = { algorithm: 'SHA1', digits: 6, period: 30, secretSize: 20 };
  const body = { name: 'Phone', enabled: true, default: true, ...key };
  const { id, keyUri } = await users.postUsersMeVerifiersTotp(body);
  await users.postUsersMeVerifiersTotpVerifierId(id, { token: codeOf(keyUri), enable: true });
  return { email, password, keyUri };
}

const heading = (page) => page.$eval('h1', (element) => element.textContent);
const focused = (page) =>
  page.evaluate(() => document.activeElement.id || document.activeElement.textContent);

test('a user signs in without any script', async () => {
  const program = await newProgram(chromium.site.add('/plain', ''));
  const page = await chromium.newPage({ scripts: false });
  await page.goto(signIn(program, { state: 'a b&c' }));
  await fillIn(page, { email: ADMIN.email, password: 'wrong' });
  assert.match(await page.$eval('[role=alert]', (alert) => alert.textContent), /password is wrong/);
  assert.equal(await page.$eval('#email', (input) => input.value), ADMIN.email);
  await fillIn(page, ADMIN);
  const arrived = new URL(page.url());
  assert.equal(arrived.origin + arrived.pathname, program.back);
  assert.equal(arrived.searchParams.get('state'), 'a b&c');
  assert.ok(arrived.searchParams.get('code'));
  await page.goto(signIn(program, { state: 'again' }));
  assert.equal(new URL(page.url()).searchParams.get('state'), 'again');
});

test('the program may send the browser on to another site', async () => {
  const end = chromium.site.add('/end', '').replace('127.0.0.1', 'localhost');
  const program = await newProgram(chromium.site.redirect('/onward', end));
  const page = await chromium.newPage();
  await page.goto(signIn(program));
  await fillIn(page, ADMIN);
  assert.equal(page.url(), end);
});

test('every page is accessible, in light and dark, wide and narrow', async () => {
  const program = await newProgram(chromium.site.add('/accessible', ''));
  const { email, password } = await userWithVerifier();
  for (const look of [{}, { scheme: 'dark' }, { width: 320 }]) {
    const page = await chromium.newPage(look);
    await page.goto(signIn(program));
    await isAccessible(page);
    await fillIn(page, { email: 'nobody@example.com', password: 'wrong' });
    assert.equal(await page.title(), 'Error: Sign in – Callroster');
    await isAccessible(page);
    await fillIn(page, { email, password });
    assert.equal(await heading(page), 'Enter your code');
    await isAccessible(page);
    await fillIn(page, { code: '1' });
    assert.equal(await page.title(), 'Error: Enter your code – Callroster');
    await isAccessible(page);
    await page.goto(signIn({ ...program, back: 'https://evil.example/a/long/address'.repeat(4) }));
    assert.equal(await heading(page), 'This sign-in cannot continue');
    await isAccessible(page);
    await page.goto(`${it.server.url}/logout`);
    assert.equal(await heading(page), 'Signed out');
    await isAccessible(page);
    const overflows = () => document.documentElement.scrollWidth > window.innerWidth;
    assert.equal(await page.evaluate(overflows), false);
  }
});

/** The link in the mail to somebody, as soon as it has left. */
async function linkTo(address) {
  const mails = () => fs.readdirSync(outbox).filter((name) => name.endsWith('.eml'));
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(10)) {
    for (const name of mails()) {
      const mail = fs.readFileSync(path.join(outbox, name), 'utf8');
      if (mail.includes(address)) return mail.match(/http:\S+\/activate\?token=\S+/)[0];
    }
  }
  return assert.fail(`no mail to ${address}`);
}

test('an invited user chooses a password on pages that are accessible, without any script', async () => {
  const program = await newProgram(chromium.site.add('/invited', ''));
  const email = it.newEmail();
  await it.api.users.postUserInvite((await it.newUser({ email })).id);
  const link = await linkTo(email);
  for (const look of [{}, { scheme: 'dark' }, { width: 320 }]) {
    const page = await chromium.newPage(look);
    await page.goto(link);
    await isAccessible(page);
    await fillIn(page, { password: 'short', confirm: 'other' });
    assert.match(await page.title(), /^Error: /);
    await isAccessible(page);
  }
  const page = await chromium.newPage({ scripts: false });
  const password = 'Correct-Horse-Battery-1';
  await page.goto(link);
  await fillIn(page, { password, confirm: password });
  await page.goto(signIn(program));
  await fillIn(page, { email, password });
  assert.ok(page.url().startsWith(program.back), page.url());
  const late = await chromium.newPage();
  await late.goto(link);
  assert.match(await late.title(), /^Error: /);
  await isAccessible(late);
});

test('the keyboard goes from the address to the password to the button', async () => {
  const program = await newProgram(chromium.site.add('/keyboard', ''));
  const page = await chromium.newPage();
  await page.goto(signIn(program));
  await page.waitForSelector('#email:focus');
  const order = [await focused(page)];
  for (let step = 0; step < 2; step += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused(page));
  }
  assert.deepEqual(order, ['email', 'password', 'Sign in']);
  await page.goto(signIn(program, { login_hint: ADMIN.email }));
  await page.waitForSelector('#password:focus');
  await page.keyboard.type('wrong');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.waitForSelector('#password:focus');
});

test('who has a verifier shows a code after the password', async () => {
  const program = await newProgram(chromium.site.add('/verified', ''));
  const { email, password, keyUri } = await userWithVerifier();
  const page = await chromium.newPage({ scripts: false });
  await page.goto(signIn(program));
  await fillIn(page, { email, password });
  await fillIn(page, { code: 'none' });
  assert.match(await page.$eval('[role=alert]', (alert) => alert.textContent), /code is wrong/);
  // The code of the present half minute was used when the verifier was confirmed.
  await fillIn(page, { code: codeOf(keyUri, 1) });
  assert.ok(page.url().startsWith(program.back), page.url());
});

test('no other site may frame the page', async () => {
  const program = await newProgram(chromium.site.add('/framed', ''));
  const frame = `document.write('<iframe src="${signIn(program)}"></iframe>')`;
  const page = await chromium.newPage();
  await page.goto(chromium.site.add('/framing', frame));
  const framed = page.frames()[1];
  assert.equal(await framed.$('#password'), null);
});

/** A page that signs in with the SDK as soon as it is opened, and tells whom it signed in. */
function siteThatSignsIn(place, method, id, more = '') {
  const { hostname, port } = new URL(it.server.url);
  return chromium.site.add(
    place,
    `const platform = require('platformClient');
     const client = platform.ApiClient.instance;
     client.setPersistSettings(true, 'test');
     client.setGateway({ host: '${hostname}', protocol: 'http', port: ${port} });
     client.${method}('${id}', location.origin + '${place}', { state: 'a b' })
       .then(async ({ state, accessToken }) => {
         const { email } = await new platform.UsersApi().getUsersMe();
         window.told = { email, state, accessToken };
       })
       .catch((error) => (window.told = { error: String(error) }));
     ${more}`,
  );
}

const told = async (page) => {
  await page.waitForFunction(() => window.told);
  return page.evaluate(() => window.told);
};

for (const [method, grant] of [
  ['loginImplicitGrant', 'TOKEN'],
  ['loginPKCEGrant', 'CODE'],
]) {
  test(`${method} of the SDK signs a user in, and its logout out`, async () => {
    const place = `/${method}`;
    const { id, back } = await newProgram(chromium.site.url + place, grant);
    siteThatSignsIn(place, method, id);
    const page = await chromium.newPage();
    await page.goto(back);
    await page.waitForSelector('#password');
    await fillIn(page, ADMIN);
    const { email, state, accessToken } = await told(page);
    assert.deepEqual([email, state], [ADMIN.email, 'a b']);
    assert.equal(new URL(page.url()).hash + new URL(page.url()).search, '');
    const check = () => fetch(`${it.server.url}/api/v2/tokens/me`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    assert.equal((await check()).status, 200);
    const out = page.waitForSelector('#password');
    // It comes back to the page, which signs in again.
    await page.evaluate((to) => require('platformClient').ApiClient.instance.logout(to), back);
    await out;
    assert.equal((await check()).status, 401);
  });
}
