'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { test } = require('node:test');

const { refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

const unique = (name) => `${name} ${randomUUID()}`;

test('divisions are made, changed, deleted and brought back', async () => {
  const { authorization } = it.api;
  const made = await authorization.postAuthorizationDivisions({
    name: unique('North'),
    description: 'Cold.',
  });
  assert.equal(made.homeDivision, false);
  const changed = await authorization.putAuthorizationDivision(made.id, {
    name: made.name,
    description: 'Warm.',
  });
  assert.equal(changed.description, 'Warm.');
  assert.deepEqual(await authorization.getAuthorizationDivision(made.id), changed);
  const listed = await authorization.getAuthorizationDivisions({ id: [made.id], objectCount: true });
  assert.deepEqual(listed.entities[0].objectCounts, { USER: 0 });
  const queried = await authorization.getAuthorizationDivisionsQuery({ id: [made.id] });
  assert.equal(queried.entities.length, 1);
  await authorization.deleteAuthorizationDivision(made.id);
  const deleted = await authorization.getAuthorizationDivisionsDeleted({ pageSize: 100 });
  assert.ok(deleted.entities.some((one) => one.id === made.id));
  const back = await authorization.postAuthorizationDivisionRestore(made.id, {
    name: made.name,
    description: '',
  });
  assert.equal(back.id, made.id);
  assert.ok((await authorization.getAuthorizationDivisionsLimit()) > 1);
});

test('users move between divisions', async () => {
  const { authorization, users } = it.api;
  const north = await authorization.postAuthorizationDivisions({
    name: unique('North'),
    description: '',
  });
  const user = await it.newUser();
  await authorization.postAuthorizationDivisionObject(north.id, 'USER', [user.id]);
  const moved = await users.getUser(user.id);
  assert.equal(moved.division.id, north.id);
  assert.equal(moved.version, user.version + 1);
  await refused(authorization.deleteAuthorizationDivision(north.id), 409, 'general.conflict');
  await authorization.deleteAuthorizationDivision(north.id, { force: true });
  const home = await authorization.getAuthorizationDivisionsHome();
  assert.equal((await users.getUser(user.id)).division.id, home.id);
  await refused(authorization.deleteAuthorizationDivision(home.id), 400, 'bad.request');
});

test('roles are made, granted, changed and deleted', async () => {
  const { authorization } = it.api;
  const permissionPolicies = [{ domain: 'directory', entityName: 'user', actionSet: ['view'] }];
  const role = await authorization.postAuthorizationRoles({
    name: unique('Lead'),
    permissionPolicies,
  });
  const found = await authorization.getAuthorizationRole(role.id);
  assert.deepEqual(found.permissionPolicies, permissionPolicies);
  const user = await it.newUser();
  assert.deepEqual(await authorization.putAuthorizationRoleUsersAdd(role.id, [user.id]), [user.id]);
  assert.equal((await authorization.getAuthorizationRoleUsers(role.id)).total, 1);
  const grants = await authorization.getAuthorizationRoleSubjectgrants(role.id);
  assert.equal(grants.entities[0].type, 'PC_USER');
  const counts = await authorization.getAuthorizationSubjectsRolecounts({ id: [user.id] });
  assert.deepEqual(counts, { [user.id]: 2 });
  const patched = await authorization.patchAuthorizationRole(role.id, { description: 'Leads.' });
  assert.equal(patched.description, 'Leads.');
  await refused(authorization.deleteAuthorizationRole(role.id), 409, 'general.conflict');
  await authorization.deleteAuthorizationRole(role.id, {
    customHeaders: { 'Callroster-Force': 'true' },
  });
  await refused(authorization.getAuthorizationRole(role.id), 404, 'general.resource.not.found');
});

test('a policy outside the catalogue is refused with its place', async () => {
  const { authorization } = it.api;
  const permissionPolicies = [{ domain: 'directory', entityName: 'user', actionSet: ['fly'] }];
  await refused(
    authorization.postAuthorizationRoles({ name: unique('Cook'), permissionPolicies }),
    400,
    'invalid.value',
    'permissionPolicies[0].actionSet[0]',
    'fly',
  );
});

test('the catalogue is listed by domain', async () => {
  const { authorization } = it.api;
  const page = await authorization.getAuthorizationPermissions({
    queryType: 'domain',
    query: 'directory',
  });
  assert.deepEqual(page.entities.map((one) => one.domain), ['directory']);
  assert.ok(page.entities[0].permissionMap.user.some((one) => one.action === 'setPassword'));
});
