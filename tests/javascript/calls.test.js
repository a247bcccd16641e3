'use strict';
// What the SDK does with a call beside making it.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

test('a user that is read equals the one that was made', async () => {
  const made = await it.newUser({ title: 'Engineer' });
  assert.deepEqual(await it.api.users.getUser(made.id), made);
});

test('null clears a field, undefined and absence keep it', async () => {
  const user = await it.newUser({ title: 'Engineer', department: 'Research' });
  const change = { version: 1, title: null, department: undefined };
  const changed = await it.api.users.patchUser(user.id, change);
  assert.equal(changed.title, undefined);
  assert.equal(changed.department, 'Research');
});

test('a header of one call insists where no parameter can', async () => {
  const { authorization } = it.api;
  const role = await authorization.postAuthorizationRoles({ name: 'Lead' });
  const user = await it.newUser();
  await authorization.putAuthorizationRoleUsersAdd(role.id, [user.id]);
  const remove = (options) => authorization.deleteAuthorizationRole(role.id, options);
  await refused(remove(), 409, 'general.conflict', 'Callroster-Force');
  await remove({ customHeaders: { 'Callroster-Force': 'true' } });
  await refused(authorization.getAuthorizationRole(role.id), 404, 'general.resource.not.found');
});
