'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');

const { ADMIN_EMAIL, ids, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

test('a user is made, read, changed and deleted', async () => {
  const { users } = it.api;
  const made = await it.newUser({
    title: 'Engineer',
    addresses: [{ mediaType: 'PHONE', type: 'WORK', address: '+13175550194' }],
  });
  assert.equal(made.version, 1);
  assert.equal(made.state, 'active');
  assert.equal(made.username, made.email);
  assert.equal(made.addresses[0].display, '+1 317-555-0194');
  assert.deepEqual(await users.getUser(made.id), made);

  const changed = await users.patchUser(made.id, { version: 1, title: '', acdAutoAnswer: true });
  assert.equal(changed.version, 2);
  assert.ok(!changed.title);
  assert.equal(changed.acdAutoAnswer, true);

  await users.deleteUser(made.id);
  await refused(users.getUser(made.id), 404, 'general.resource.not.found');
  const deleted = await users.getUser(made.id, { state: 'deleted' });
  assert.equal(deleted.state, 'deleted');
  await refused(it.newUser({ email: made.email.toUpperCase() }), 409, 'general.conflict');
  const restored = await users.patchUser(made.id, { version: deleted.version, state: 'active' });
  assert.equal(restored.id, made.id);
});

test('a stale version is refused', async () => {
  const user = await it.newUser();
  await it.api.users.patchUser(user.id, { version: 1, title: 'Lead' });
  const stale = it.api.users.patchUser(user.id, { version: 1, title: 'Chief' });
  await refused(stale, 409, 'general.conflict', 'does not match the current version');
});

test('null clears a field and absence keeps it', async () => {
  const user = await it.newUser({ title: 'Engineer', department: 'Research' });
  const changed = await it.api.users.patchUser(user.id, { version: 1, title: null });
  assert.equal(changed.title, undefined);
  assert.equal(changed.department, 'Research');
});

test('users are listed in pages and by id', async () => {
  const { users } = it.api;
  const made = [await it.newUser({ name: 'b' }), await it.newUser({ name: 'a' })];
  const wanted = [made[1].id, made[0].id];
  const found = await users.getUsers({ id: ids(made), expand: ['profileSkills', 'locations'] });
  assert.deepEqual(ids(found.entities), wanted);
  const reversed = await users.getUsers({ id: ids(made), sortOrder: 'descending' });
  assert.deepEqual(ids(reversed.entities), wanted.reverse());
  const page = await users.getUsers({ pageSize: 1, pageNumber: 2 });
  assert.equal(page.entities.length, 1);
  assert.equal(page.pageCount, page.total);
  assert.match(page.nextUri, /^\/api\/v2\/users\?.*pageNumber=3/);
  assert.match(page.previousUri, /^\/api\/v2\/users\?.*pageNumber=1/);
});

test('several users are changed at once', async () => {
  const made = [await it.newUser(), await it.newUser()];
  const body = made.map(({ id }) => ({ id, acdAutoAnswer: true }));
  const changed = await it.api.users.patchUsersBulk(body);
  assert.deepEqual(ids(changed.entities).sort(), ids(made).sort());
  assert.ok(changed.entities.every((user) => user.acdAutoAnswer));
});

test('the state of a user is read and put', async () => {
  const { users } = it.api;
  const user = await it.newUser();
  const before = await users.getUserState(user.id);
  assert.equal(before.state, 'active');
  const body = { state: 'inactive', stateChangeReason: 'Leave', version: before.version };
  const after = await users.putUserState(user.id, body);
  assert.equal(after.stateChangeReason, 'Leave');
  assert.match(after.stateChangeDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal((await users.getUser(user.id)).state, 'inactive');
  await refused(users.putUserState(user.id, body), 409, 'general.conflict');
});

test('profile skills are replaced as a whole', async () => {
  const { users } = it.api;
  const user = await it.newUser();
  assert.deepEqual(await users.putUserProfileskills(user.id, ['Chess', 'Go']), ['Chess', 'Go']);
  assert.deepEqual(await users.getUserProfileskills(user.id), ['Chess', 'Go']);
  assert.deepEqual(await users.putUserProfileskills(user.id, []), []);
});

test('managers form a tree', async () => {
  const { users } = it.api;
  const chief = await it.newUser({ name: 'Chief' });
  const first = await it.newUser({ name: 'First' });
  const second = await it.newUser({ name: 'Second' });
  for (const report of [first, second]) {
    const changed = await users.patchUser(report.id, { version: 1, manager: chief.id });
    assert.equal(changed.manager.id, chief.id);
  }
  assert.deepEqual(ids(await users.getUserSuperiors(first.id)), [chief.id]);
  const reports = await users.getUserDirectreports(chief.id);
  assert.deepEqual(ids(reports), [first.id, second.id]);
  const around = await users.getUserAdjacents(first.id, { expand: ['profileSkills'] });
  assert.deepEqual(ids(around.superiors), [chief.id]);
  assert.deepEqual(ids(around.siblings), [second.id]);
  assert.deepEqual(around.directReports, []);
  await refused(users.patchUser(chief.id, { version: 1, manager: first.id }), 400);
});

test('a user reads itself and changes its own password', async () => {
  const password = 'First-Password-of-Ada-1';
  const user = await it.newUser({ password });
  const own = it.server.signInAs(user.email);
  const me = await own.users.getUsersMe({ expand: ['organization', 'token'] });
  assert.equal(me.id, user.id);
  assert.equal(me.organization.id, me.token.organization.id);
  const newPassword = 'Second-Password-of-Ada-2';
  await refused(own.users.postUsersMePassword({ oldPassword: newPassword, newPassword }), 400);
  await own.users.postUsersMePassword({ oldPassword: password, newPassword });
  await refused(it.api.users.getUsersMe(), 400, 'not.a.user');
});

test('a password is set for somebody else', async () => {
  const user = await it.newUser();
  await it.api.users.postUserPassword(user.id, { newPassword: 'Set-by-an-Administrator-1' });
  const unknown = crypto.randomUUID();
  await refused(it.api.users.postUserPassword(unknown, { newPassword: 'Set-by-1-Nobody' }), 404);
});

test('the administrator of the first start exists', async () => {
  const me = await it.server.signInAs(ADMIN_EMAIL).users.getUsersMe();
  assert.equal(me.email, ADMIN_EMAIL);
});
