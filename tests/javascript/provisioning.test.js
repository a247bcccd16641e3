'use strict';
// What the vendor's public script for new users does, in our own words and with the same calls: users
// of a CSV file with their groups, roles, WebRTC phones and default stations.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const platform = require('purecloud-platform-client-v2');

const { serverForThisFile } = require('./server');

const it = serverForThisFile();

const CSV = `name,email,department,groups,roles
Ada Provisioned,ada@provisioned.example,Sales,Night shift;Hotline,employee
Ben Provisioned,ben@provisioned.example,Support,Hotline,employee;Supervisor of the script
Cem Provisioned,cem@provisioned.example,,,
`;

/** The rows of a file, each an object; lists are separated by semicolons. */
function rows(text) {
  const [head, ...lines] = text.trim().split('\n').map((line) => line.split(','));
  const list = (value) => (value ? value.split(';') : []);
  return lines.map((line) => {
    const row = Object.fromEntries(head.map((name, column) => [name, line[column]]));
    return { ...row, groups: list(row.groups), roles: list(row.roles) };
  });
}

class Script {
  constructor(client) {
    this.users = new platform.UsersApi(client);
    this.groups = new platform.GroupsApi(client);
    this.authorization = new platform.AuthorizationApi(client);
    this.telephony = new platform.TelephonyProvidersEdgeApi(client);
    this.stations = new platform.StationsApi(client);
  }

  /** Ids by name, of everything that rows name. */
  async look() {
    const byName = ({ entities }) => new Map(entities.map(({ name, id }) => [name, id]));
    const page = { pageSize: 100, pageNumber: 1 };
    this.groupIds = byName(await this.groups.getGroups(page));
    this.roleIds = byName(await this.authorization.getAuthorizationRoles(page));
    const [site] = (await this.telephony.getTelephonyProvidersEdgesSites(page)).entities;
    this.site = site.id;
    const settings = await this.telephony.getTelephonyProvidersEdgesPhonebasesettings(page);
    this.settings = settings.entities.find(({ phoneMetaBase }) => /webrtc/i.test(phoneMetaBase.id));
  }

  async provision(row) {
    const user = await this.users.postUsers({
      name: row.name,
      email: row.email,
      department: row.department || undefined,
      password: 'Correct-Horse-Battery-1',
    });
    for (const group of row.groups) await this.join(this.groupIds.get(group), user.id);
    if (row.roles.length) {
      await this.authorization.putUserRoles(
        user.id,
        row.roles.map((role) => this.roleIds.get(role)),
      );
    }
    await this.phone(user);
    return user;
  }

  /** A change of members carries the version of the group, which each change raises. */
  async join(group, member) {
    const { version } = await this.groups.getGroup(group);
    await this.groups.postGroupMembers(group, { memberIds: [member], version });
  }

  /** Makes a phone; its line is a station, which becomes the user's default. */
  async phone(user) {
    const settings = await this.telephony.getTelephonyProvidersEdgesPhonebasesetting(this.settings.id);
    await this.telephony.postTelephonyProvidersEdgesPhones({
      name: `${user.name} WebRTC`,
      site: { id: this.site },
      phoneBaseSettings: { id: settings.id },
      lines: [{ lineBaseSettings: { id: settings.lines[0].id } }],
      webRtcUser: { id: user.id },
    });
    const { entities } = await this.stations.getStations({ webRtcUserId: user.id });
    assert.equal(entities.length, 1);
    await this.users.putUserStationDefaultstationStationId(user.id, entities[0].id);
  }
}

test('a script provisions users, groups, roles, phones and default stations from a file', async () => {
  const script = new Script(it.api.client);
  for (const name of ['Night shift', 'Hotline']) {
    await script.groups.postGroups({ name, type: 'official', visibility: 'public', rulesVisible: true });
  }
  await script.authorization.postAuthorizationRoles({ name: 'Supervisor of the script' });
  await script.look();
  const made = [];
  for (const row of rows(CSV)) made.push({ row, user: await script.provision(row) });

  for (const { row, user } of made) {
    const read = await script.users.getUser(user.id, { expand: ['groups', 'station', 'authorization'] });
    assert.equal(read.email, row.email);
    assert.equal(read.department ?? '', row.department);
    const groups = read.groups.map(({ id }) => id).sort();
    assert.deepEqual(groups, row.groups.map((name) => script.groupIds.get(name)).sort());
    const roles = read.authorization.roles.map(({ id }) => id);
    for (const role of row.roles) assert.ok(roles.includes(script.roleIds.get(role)), role);
    const { defaultStation, effectiveStation } = await script.users.getUserStation(user.id);
    const [station] = (await script.stations.getStations({ webRtcUserId: user.id })).entities;
    assert.equal(station.type, 'inin_webrtc_softphone');
    assert.deepEqual([defaultStation.id, effectiveStation.id], [station.id, station.id]);
  }
  const phones = await script.telephony.getTelephonyProvidersEdgesPhones({ pageSize: 100 });
  const names = phones.entities.map(({ name }) => name).sort();
  assert.deepEqual(names, made.map(({ row }) => `${row.name} WebRTC`));

  // A second run of the same file finds each address taken, and changes nothing.
  for (const row of rows(CSV)) {
    await assert.rejects(script.provision(row), (error) => error.status === 409);
  }
  const again = await script.telephony.getTelephonyProvidersEdgesPhones({ pageSize: 100 });
  assert.equal(again.total, phones.total);
});
