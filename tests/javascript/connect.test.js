'use strict';
// The lines that `callroster connect javascript` prints, run as they are printed.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { CLIENT_ID, CLIENT_SECRET, serverForThisFile } = require('./server');

const it = serverForThisFile();

const THEN = `
const json = ['application/json'];
const auth = ['PureCloud OAuth'];
const organization =
  await client.callApi('/api/v2/organizations/me', 'GET', {}, {}, {}, {}, null, auth, json, json);
console.log(organization.id);
`;

test('the printed lines sign in', async () => {
  const lines = it.server.command('connect', 'javascript', '--server', it.server.url);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callroster-connect-'));
  try {
    // A module finds its packages beside itself, not by NODE_PATH.
    const sdk = path.dirname(require.resolve('purecloud-platform-client-v2/package.json'));
    fs.symlinkSync(path.dirname(sdk), path.join(folder, 'node_modules'));
    const script = path.join(folder, 'connect.mjs');
    fs.writeFileSync(script, lines + THEN);
    const printed = execFileSync(process.execPath, [script], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CALLROSTER_CLIENT_ID: CLIENT_ID,
        CALLROSTER_CLIENT_SECRET: CLIENT_SECRET,
      },
    });
    const { id } = await it.api.organization.getOrganizationsMe();
    assert.equal(printed.trim().split('\n').at(-1), id);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
