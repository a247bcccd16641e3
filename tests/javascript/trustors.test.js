'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { CLIENT_ID, ids, refused, serverForThisFile } = require('./server');

const it = serverForThisFile();

const side = async (api, client) => ({
  api,
  id: (await api.organization.getOrganizationsMe()).id,
  role: (await api.oauth.getOauthClient(client)).roleDivisions[0].roleId,
});

/** The organization of this file, and another one on its server. */
async function twoSides({ server, api }) {
  const made = JSON.parse(server.command('org', 'create', 'There', '--json', ...server.storage));
  const other = await server.signIn(made.clientId, made.clientSecret);
  return [await side(api, CLIENT_ID), await side(other, made.clientId)];
}

test('two organizations trust, and part again', async () => {
  const [here, there] = await twoSides(it);
  const body = { name: 'Ada Example', email: it.newEmail() };
  const ada = await there.api.users.postUsers(body);
  const trust = { pairingId: there.id, enabled: true, users: [{ id: ada.id }] };
  const made = await here.api.trust.postOrgauthorizationTrustees(trust);
  assert.equal(made.organization.name, 'There');
  await refused(here.api.trust.postOrgauthorizationTrustees(trust), 409, 'general.conflict');
  const listed = await here.api.trust.getOrgauthorizationTrustees();
  assert.deepEqual(ids(listed.entities), [there.id]);

  const { trust: ours } = here.api;
  await ours.putOrgauthorizationTrusteeUserRoles(there.id, ada.id, [here.role]);
  const users = await ours.getOrgauthorizationTrusteeUsers(there.id);
  assert.equal(users.entities[0].authorization.roles[0].id, here.role);
  const trustors = await there.api.users.getUserTrustors(ada.id);
  assert.deepEqual(ids(trustors.entities), [here.id]);
  assert.ok(trustors.entities[0].authorization.permissions.includes('directory:user:view'));

  const { trust: theirs } = there.api;
  assert.equal((await theirs.getOrgauthorizationTrustor(here.id)).enabled, true);
  await theirs.deleteOrgauthorizationTrustorUser(here.id, ada.id);
  assert.equal((await there.api.users.getUserTrustors(ada.id)).total, 0);
  await theirs.putOrgauthorizationTrustorUser(here.id, ada.id);
  await theirs.deleteOrgauthorizationTrustor(here.id);
  const gone = ours.getOrgauthorizationTrustee(there.id);
  await refused(gone, 404, 'general.resource.not.found', there.id);
});
