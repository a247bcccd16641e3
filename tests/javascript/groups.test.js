'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { CLIENT_ID, ids, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

let made = 0;
const newGroup = (fields = {}) => {
  made += 1;
  const body = { name: `Group ${made}`, type: 'official', visibility: 'public', rulesVisible: true };
  return it.api.groups.postGroups({ ...body, ...fields });
};

test('a group is made, changed at its version, and removed', async () => {
  const { groups } = it.api;
  const owner = await it.newUser();
  const group = await newGroup({ ownerIds: [owner.id], description: 'Works at night.' });
  assert.deepEqual(ids(group.owners), [owner.id]);
  assert.deepEqual(await groups.getGroup(group.id), group);
  const changed = await groups.putGroup(group.id, { body: { version: 1, visibility: 'owners' } });
  assert.equal(changed.visibility, 'owners');
  assert.equal(changed.description, 'Works at night.');
  const stale = groups.putGroup(group.id, { body: { version: 1, name: 'Late' } });
  await refused(stale, 409, 'general.conflict', 'does not match the current version');
  assert.equal((await groups.getGroupProfile(group.id)).version, 2);
  await groups.deleteGroup(group.id);
  await refused(groups.getGroup(group.id), 404, 'general.resource.not.found', group.id);
});

test('members come and go', async () => {
  const { groups } = it.api;
  const group = await newGroup();
  const ada = await it.newUser({ name: 'Ada Member' });
  const bob = await it.newUser({ name: 'Bob Member' });
  await groups.postGroupMembers(group.id, { memberIds: [bob.id, ada.id], version: group.version });
  const page = await groups.getGroupMembers(group.id, { pageSize: 1, expand: ['presence'] });
  assert.deepEqual(ids(page.entities), [ada.id]);
  assert.equal(page.total, 2);
  await groups.deleteGroupMembers(group.id, `${ada.id},${bob.id}`);
  assert.deepEqual((await groups.getGroupIndividuals(group.id)).entities, []);
  const listed = await groups.getGroups({ id: [group.id] });
  assert.equal(listed.entities[0].memberCount, 0);
});

test('members hold what the group is granted', async () => {
  const group = await newGroup({ rolesEnabled: true });
  const ada = await it.newUser();
  const own = it.server.signInAs(ada.email);
  await refused(own.oauth.getOauthClients(), 403, 'missing.any.permissions');
  const { roleId } = (await it.api.oauth.getOauthClient(CLIENT_ID)).roleDivisions[0];
  const { authorization } = it.api;
  const grant = { subjectType: 'PC_GROUP' };
  await authorization.postAuthorizationSubjectDivisionRole(group.id, '*', roleId, grant);
  await it.api.groups.postGroupMembers(group.id, { memberIds: [ada.id] });
  assert.ok((await own.oauth.getOauthClients()).total > 0);
  await it.api.groups.deleteGroupMembers(group.id, ada.id);
  await refused(own.oauth.getOauthClients(), 403, 'missing.any.permissions');
});
