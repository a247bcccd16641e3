'use strict';
// A program of the time of its SDK: it knows the region's name and no address.

const platform = require('purecloud-platform-client-v2-oldest');
const { version } = require('purecloud-platform-client-v2-oldest/package.json');

const client = platform.ApiClient.instance;

async function main() {
  client.setEnvironment('mypurecloud.com');
  await client.loginClientCredentialsGrant(process.env.CLIENT_ID, process.env.CLIENT_SECRET);
  const [users, groups] = [new platform.UsersApi(), new platform.GroupsApi()];
  const ada = await users.postUsers({
    name: 'Ada Region',
    email: 'ada@region.example',
    password: 'Correct-Horse-Battery-1',
  });
  const { title } = await users.patchUser(ada.id, { title: 'Lead', version: ada.version });
  const listed = await users.getUsers({ pageSize: 25, pageNumber: 1, id: [ada.id] });
  await groups.postGroups({
    name: 'Night shift',
    type: 'official',
    rulesVisible: true,
    visibility: 'public',
  });
  const { entities } = await groups.getGroups({ pageSize: 25 });
  const { roles } = await users.getUserRoles(ada.id);
  await users.deleteUser(ada.id);
  const gone = await users.getUser(ada.id).then(
    () => 200,
    (error) => error.status,
  );
  return {
    version,
    users: listed.entities.map(({ name }) => name),
    title,
    groups: entities.map(({ name }) => name),
    roles: roles.length > 0,
    gone,
  };
}

main().then(
  (told) => console.log(JSON.stringify(told)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
