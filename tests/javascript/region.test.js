'use strict';
// Programs that have the hosts of a region built in: curl, and the oldest SDK that npm still has, run
// as it is in a process of its own. Only the names of the region's hosts lead here instead.

const { execFile, spawn } = require('node:child_process');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { after, before, test } = require('node:test');
const { promisify } = require('node:util');

const run = promisify(execFile);
const BINARY = process.env.CALLROSTER_BINARY ?? 'callroster';
const REGION = 'mypurecloud.com';
const CLIENT_ID = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const CLIENT_SECRET = 'a-secret-that-only-tests-know';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callroster-region-'));
let server;
let port;
let said = '';

before(async () => {
  const { CALLROSTER_BINARY, CALLROSTER_CHROMIUM, CALLROSTER_TEST_DATABASE_URL, ...inherited } =
    process.env;
  // The authority is kept in the data directory, so this is the embedded database always.
  server = spawn(
    BINARY,
    ['serve', '--as', REGION, '--listen', '127.0.0.1:0', '--data', path.join(folder, 'data')],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', fs.openSync(path.join(folder, 'log'), 'w')],
      env: {
        ...inherited,
        CALLROSTER_BOOTSTRAP_CLIENT_ID: CLIENT_ID,
        CALLROSTER_BOOTSTRAP_CLIENT_SECRET: CLIENT_SECRET,
      },
    },
  );
  await new Promise((ready, failed) => {
    server.once('error', failed);
    server.once('exit', () => failed(new Error(fs.readFileSync(path.join(folder, 'log'), 'utf8'))));
    readline.createInterface({ input: server.stdout }).on('line', (line) => {
      said += `${line}\n`;
      port ??= line.match(/listening on https:\S+:(\d+)/)?.[1];
      // The last line of what is printed.
      if (line.includes('JAVA_TOOL_OPTIONS')) ready();
    });
  });
});

after(async () => {
  if (server?.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  }
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The file that the printed line exports under this name. */
const exported = (name) => said.match(new RegExp(`export ${name}="([^"]+)"`))[1];

test('curl signs in at the region and reads users, over a certificate that it trusts', async () => {
  const curl = async (host, ...more) => {
    const own = ['--silent', '--show-error', '--cacert', exported('SSL_CERT_FILE')];
    const name = ['--resolve', `${host}.${REGION}:${port}:127.0.0.1`];
    const { stdout } = await run('curl', [...own, ...name, ...more]);
    return JSON.parse(stdout);
  };
  const credentials = ['--user', `${CLIENT_ID}:${CLIENT_SECRET}`];
  const grant = ['--data', 'grant_type=client_credentials'];
  const url = (host, place) => `https://${host}.${REGION}:${port}${place}`;
  const token = await curl('login', ...credentials, ...grant, url('login', '/oauth/token'));
  const bearer = ['--header', `Authorization: Bearer ${token.access_token}`];
  const users = await curl('api', ...bearer, url('api', '/api/v2/users'));
  assert.equal(users.total, 1);
});

test('the oldest SDK signs in and writes, unmodified', async () => {
  const { stdout } = await run(process.execPath, ['program.js'], {
    cwd: path.join(__dirname, 'region'),
    env: {
      PATH: process.env.PATH,
      NODE_PATH: process.env.NODE_PATH ?? path.join(__dirname, 'node_modules'),
      NODE_OPTIONS: `--require ${path.join(__dirname, 'region', 'hosts.js')}`,
      NODE_EXTRA_CA_CERTS: exported('NODE_EXTRA_CA_CERTS'),
      REGION_PORT: port,
      CLIENT_ID,
      CLIENT_SECRET,
    },
  });
  assert.deepEqual(JSON.parse(stdout), {
    version: '12.0.0',
    users: ['Ada Region'],
    title: 'Lead',
    groups: ['Night shift'],
    roles: true,
    gone: 404,
  });
});

test('nothing is written outside the data directory, and keys are for their owner', () => {
  assert.deepEqual(fs.readdirSync(folder).sort(), ['data', 'log']);
  const place = path.dirname(exported('SSL_CERT_FILE'));
  assert.ok(fs.realpathSync(place).startsWith(fs.realpathSync(path.join(folder, 'data'))), place);
  const keys = fs.readdirSync(place).filter((name) => name.endsWith('.key'));
  assert.deepEqual(keys.sort(), ['authority.key', 'server.key']);
  for (const key of keys) {
    assert.equal(fs.statSync(path.join(place, key)).mode & 0o777, 0o600, key);
  }
});
