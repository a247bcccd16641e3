'use strict';
// Starts the `callroster` binary for a file of tests and signs the official SDK in to it.

const { execFileSync, spawn } = require('node:child_process');
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { after, before } = require('node:test');

const platform = require('purecloud-platform-client-v2');

const BINARY = process.env.CALLROSTER_BINARY ?? 'callroster';
const DATABASE_URL = process.env.CALLROSTER_TEST_DATABASE_URL;

const ADMIN_EMAIL = 'admin@example.com';
const ADMIN_PASSWORD = 'Correct-Horse-Battery-9';
const CLIENT_ID = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const CLIENT_SECRET = 'a-secret-that-only-tests-know';

/** One running server with data of its own: a folder, or a schema of the test database. */
class Server {
  constructor(options) {
    this.options = options;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callroster-test-'));
    this.storage = DATABASE_URL
      ? ['--database-url', newSchema()]
      : ['--data', path.join(this.folder, 'data')];
  }

  async start() {
    const log = fs.openSync(path.join(this.folder, 'log'), 'w');
    // The tests' own variables would only make the server warn.
    const { CALLROSTER_BINARY, CALLROSTER_CHROMIUM, CALLROSTER_TEST_DATABASE_URL, ...inherited } =
      process.env;
    this.process = spawn(
      BINARY,
      ['serve', '--listen', '127.0.0.1:0', '--rate-limit', 'off', '--token-rate-limit', 'off', ...this.storage, ...this.options],
      {
        cwd: this.folder,
        stdio: ['ignore', 'pipe', log],
        env: {
          ...inherited,
          CALLROSTER_BOOTSTRAP_CLIENT_ID: CLIENT_ID,
          CALLROSTER_BOOTSTRAP_CLIENT_SECRET: CLIENT_SECRET,
          CALLROSTER_ADMIN_EMAIL: ADMIN_EMAIL,
          CALLROSTER_ADMIN_PASSWORD: ADMIN_PASSWORD,
        },
      },
    );
    this.url = await this.address();
    const health = await fetch(`${this.url}/health`);
    assert.equal(health.status, 200);
  }

  /** Reads the address that the server prints, and keeps reading so that it never blocks. */
  address() {
    return new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('exit', () => {
        const said = fs.readFileSync(path.join(this.folder, 'log'), 'utf8');
        reject(new Error(`the server ended; it said:\n${said}`));
      });
      readline.createInterface({ input: this.process.stdout }).on('line', (line) => {
        const found = line.match(/callroster is listening on (\S+)/);
        if (found) resolve(found[1]);
      });
    });
  }

  async stop() {
    if (this.process?.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill();
      await ended;
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs another `callroster` command; answers what it prints. */
  command(...args) {
    return execFileSync(BINARY, args, { cwd: this.folder, encoding: 'utf8', timeout: 60_000 });
  }

  /** An SDK client that points here and holds no token. */
  client() {
    const { hostname, port, protocol } = new URL(this.url);
    const client = new platform.ApiClientClass();
    client.setGateway({ host: hostname, protocol: protocol.replace(':', ''), port: Number(port) });
    return client;
  }

  /** The SDK, signed in with client credentials; by default those that may do everything. */
  async signIn(id = CLIENT_ID, secret = CLIENT_SECRET) {
    const client = this.client();
    await client.loginClientCredentialsGrant(id, secret);
    return apis(client);
  }

  /** The SDK with a user's own token. */
  signInAs(email) {
    const client = this.client();
    const token = this.command('token', '--user', email, ...this.storage);
    client.setAccessToken(token.trim());
    return apis(client);
  }
}

/** The SDK's classes for a client. */
function apis(client) {
  return {
    client,
    users: new platform.UsersApi(client),
    oauth: new platform.OAuthApi(client),
    organization: new platform.OrganizationApi(client),
    authorization: new platform.AuthorizationApi(client),
  };
}

/** Makes an empty schema in the test database; answers the address that points into it. */
function newSchema() {
  const schema = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const create = `CREATE SCHEMA ${schema}`;
  execFileSync('psql', ['--quiet', '--no-psqlrc', '--command', create, DATABASE_URL]);
  const separator = DATABASE_URL.includes('?') ? '&' : '?';
  return `${DATABASE_URL}${separator}options=-csearch_path%3D${schema}`;
}

/** A server for the tests of one file; `it.api` is the SDK signed in to it. */
function serverForThisFile(...options) {
  const it = { server: new Server(options) };
  before(async () => {
    await it.server.start();
    it.api = await it.server.signIn();
  });
  after(() => it.server.stop());
  it.newEmail = () => `${crypto.randomUUID()}@example.com`;
  it.newUser = (fields = {}) =>
    it.api.users.postUsers({ name: 'Ada Example', email: it.newEmail(), ...fields });
  return it;
}

/** Expects a call of the SDK to be refused; answers the standard error body. */
async function refused(call, status, code, ...named) {
  const body = await call.then(
    (answer) => assert.fail(`answered ${JSON.stringify(answer)}, though ${status} was expected`),
    (error) => error,
  );
  assert.equal(body.status, status, JSON.stringify(body));
  if (code) assert.equal(body.code, code, JSON.stringify(body));
  for (const word of named) assert.ok(body.message.includes(word), `${word}: ${body.message}`);
  return body;
}

module.exports = {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  apis,
  CLIENT_ID,
  CLIENT_SECRET,
  refused,
  Server,
  serverForThisFile,
};
