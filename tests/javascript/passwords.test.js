'use strict';
// Passwords and invitations through the official SDK.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

test('a password is set by others and changed by its owner', async () => {
  const user = await it.newUser({ password: 'First-Password-1' });
  const own = it.server.signInAs(user.email);
  const change = (oldPassword, newPassword) =>
    own.users.postUsersMePassword({ oldPassword, newPassword });
  await refused(change('Not-the-Password', 'Second-Password-2'), 400, 'invalid.value', 'oldPassword');
  await change('First-Password-1', 'Second-Password-2');
  await it.api.users.postUserPassword(user.id, { newPassword: 'Third-Password-3' });
  await refused(own.users.getUsersMe(), 401, 'bad.credentials');
  const weak = it.api.users.postUserPassword(user.id, { newPassword: 'short' });
  await refused(weak, 400, 'invalid.value', '8 to 1024 characters');
});

test('a user is invited once, and again by force', async () => {
  if (process.env.CALLROSTER_TEST_DATABASE_URL) {
    // Beside a database there is no directory for mail unless one is named.
    await refused(it.api.users.postUserInvite((await it.newUser()).id), 503, 'mail.not.configured');
    return;
  }
  const user = await it.newUser();
  await it.api.users.postUserInvite(user.id);
  const read = await it.api.users.getUser(user.id, { expand: ['dateWelcomeSent'] });
  assert.ok(Date.parse(read.dateWelcomeSent) <= Date.now());
  await refused(it.api.users.postUserInvite(user.id), 409, 'invitation.pending');
  await it.api.users.postUserInvite(user.id, { force: true });
});
