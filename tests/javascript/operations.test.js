'use strict';
// Every operation through the SDK, from the table that the suites of all languages share.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const platform = require('purecloud-platform-client-v2');

const table = require('../operations.json');
const { codeOf } = require('./authenticator');
const { ADMIN_EMAIL, CLIENT_ID, refused, Server } = require('./server');

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

// How long something may take until a call says it, in milliseconds.
const PATIENCE = 60_000;

const says = (answer, until) =>
  Object.entries(until).every(([name, value]) => answer[name] === value);

/** The calls of the table, in their order; each may use what those before it kept. */
class Story {
  async start() {
    this.server = new Server(table.server);
    await this.server.start();
    this.kept = { clientId: CLIENT_ID, adminEmail: ADMIN_EMAIL };
    const made = this.server.command('org', 'create', 'There', '--json', ...this.server.storage);
    const { clientId, clientSecret } = JSON.parse(made);
    this.clients = {
      client: (await this.server.signIn()).client,
      there: (await this.server.signIn(clientId, clientSecret)).client,
    };
  }

  /** Makes one call. What follows a failure would only fail for want of what it kept. */
  async tell(row) {
    assert.ok(!this.failed, `${this.failed} failed before`);
    this.failed = row.call;
    await this.call(row);
    this.failed = undefined;
  }

  async call(row) {
    const client = this.client(row.as ?? 'client');
    if (row.request) {
      // An operation of Callroster's own, for which the SDK has no method.
      const [method, path] = this.filled(row.request).split(' ');
      const json = ['application/json'];
      const { body = null } = this.filled(row.with ?? {});
      const given = [null, null, null, null, body];
      const sent = await client.callApi(path, method, ...given, ['PureCloud OAuth'], json, json);
      this.compare(sent, row.answers, row.call);
      this.keep(row, sent);
      return;
    }
    const api = new platform[`${row.class}Api`](client);
    const given = Object.values(this.filled(row.with ?? {}));
    if (row.options) given.push(this.filled(row.options));
    const call = api[row.call](...given);
    if (row.refused) {
      const { status, code, naming = [] } = this.filled(row.refused);
      await refused(call, status, code, ...naming);
      return;
    }
    let answer = await call;
    const ends = Date.now() + PATIENCE;
    while (!says(answer, row.until ?? {})) {
      assert.ok(Date.now() < ends, JSON.stringify(answer));
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await api[row.call](...given);
    }
    if ('answers' in row) this.compare(answer, row.answers, row.call);
    this.keep(row, answer);
  }

  keep(row, answer) {
    for (const [name, where] of Object.entries(row.keep ?? {})) {
      this.kept[name] = where.split('.').reduce((value, word) => value[word], answer);
    }
  }

  /** The SDK's client for who calls; users sign in anew each time. */
  client(who) {
    const email = who === 'admin' ? ADMIN_EMAIL : who;
    return this.clients[who] ?? this.server.signInAs(email).client;
  }

  /** With what was kept in place of its names. */
  filled(value) {
    if (typeof value === 'string') return value.replace(/\{(.+?)\}/g, (_, name) => this.named(name));
    if (Array.isArray(value)) return value.map((inner) => this.filled(inner));
    if (value === null || typeof value !== 'object') return value;
    const fields = Object.entries(value);
    return Object.fromEntries(fields.map((field) => field.map((part) => this.filled(part))));
  }

  named(name) {
    if (name.startsWith('code of ')) return codeOf(this.kept[name.slice('code of '.length)]);
    if (name === 'last day') {
      const ends = [Date.now() - 86_400_000, Date.now() + 60_000];
      return ends.map((end) => new Date(end).toISOString()).join('/');
    }
    assert.ok(name in this.kept, `nothing was kept as ${name}`);
    return this.kept[name];
  }

  compare(found, expected, place) {
    if (expected === '{any}') {
      assert.ok(found !== undefined && found !== null, place);
    } else if (expected === '{date}') {
      assert.match(found, DATE, place);
    } else if (expected === null) {
      // The SDK answers an empty object or text where there is no content.
      assert.ok(!found || Object.keys(found).length === 0, `${place}: ${JSON.stringify(found)}`);
    } else if (Array.isArray(expected)) {
      assert.equal(found?.length, expected.length, `${place}: ${JSON.stringify(found)}`);
      expected.forEach((inner, number) => this.compare(found[number], inner, `${place}[${number}]`));
    } else if (typeof expected === 'object') {
      for (const [name, inner] of Object.entries(expected)) {
        this.compare(found?.[this.filled(name)], inner, `${place}.${name}`);
      }
    } else {
      assert.equal(found, this.filled(expected), place);
    }
  }
}

const story = new Story();
before(() => story.start());
after(() => story.server.stop());

for (const row of table.calls.filter((row) => row.class)) {
  test(row.call, () => story.tell(row));
}
