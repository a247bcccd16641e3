'use strict';
// Browsers: a plain one that fetches pages and sends their forms, and a real one.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before } = require('node:test');

const axe = require('axe-core');
const puppeteer = require('puppeteer-core');

const CHROMIUM = process.env.CALLROSTER_CHROMIUM ?? '/usr/bin/chromium';

/** Keeps cookies, sends forms back where they came from, and goes nowhere else by itself. */
class PlainBrowser {
  cookies = new Map();

  async fetch(url, init = {}) {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
    return answer;
  }

  /** Fetches a page with a form, fills it in and sends it; answers where that leads. */
  async submit(url, values) {
    const page = await (await this.fetch(url)).text();
    const hidden = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const form = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
    const body = new URLSearchParams({ ...form, ...values });
    const answer = await this.fetch(url, { method: 'POST', body });
    assert.equal(answer.status, 303, await answer.text());
    return new URL(answer.headers.get('location'));
  }
}

/** A real browser for the tests of one file, and a site of its own for it to come from. */
function chromiumForThisFile() {
  const it = { site: new Site() };
  before(async () => {
    // Chromium has no sandbox to offer to the administrator of a container.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    it.browser = await puppeteer.launch({ executablePath: CHROMIUM, args });
    await it.site.start();
  });
  after(async () => {
    await it.browser?.close();
    await it.site.stop();
  });
  /** A page of a browser that nobody has used before. */
  it.newPage = async ({ scripts = true, width = 1000, scheme = 'light' } = {}) => {
    const context = await it.browser.createBrowserContext();
    const page = await context.newPage();
    await page.setJavaScriptEnabled(scripts);
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    return page;
  };
  return it;
}

/** Serves the SDK for browsers, and pages that use it. */
class Site {
  pages = new Map();

  async start() {
    const sdk = path.join(
      path.dirname(require.resolve('purecloud-platform-client-v2/package.json')),
      'dist/web-cjs/purecloud-platform-client-v2.min.js',
    );
    this.pages.set('/sdk.js', { type: 'text/javascript', body: fs.readFileSync(sdk) });
    this.server = http.createServer((request, response) => {
      const page = this.pages.get(new URL(request.url, 'http://site').pathname);
      if (!page) return response.writeHead(404).end();
      if (page.to) return response.writeHead(302, { location: page.to }).end();
      response.writeHead(200, { 'content-type': page.type }).end(page.body);
    });
    await new Promise((ready) => this.server.listen(0, '127.0.0.1', ready));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Puts a page there that has the SDK and runs this; answers its address. */
  add(place, script) {
    const body = `<!doctype html><title>site</title><script src="/sdk.js"></script><script>${script}</script>`;
    this.pages.set(place, { type: 'text/html', body });
    return this.url + place;
  }

  /** Sends whoever comes there elsewhere. */
  redirect(place, to) {
    this.pages.set(place, { to });
    return this.url + place;
  }

  stop() {
    return new Promise((done) => (this.server ? this.server.close(done) : done()));
  }
}

/** Sends the form that is shown, by the keyboard. */
async function fillIn(page, values) {
  for (const [name, value] of Object.entries(values)) {
    await page.$eval(`#${name}`, (input) => (input.value = ''));
    await page.type(`#${name}`, value);
  }
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

/** Fails with what axe has against the page. */
async function isAccessible(page) {
  await page.evaluate(axe.source);
  const { violations, incomplete } = await page.evaluate(() => window.axe.run());
  const told = [...violations, ...incomplete].map(({ id, nodes }) => [id, nodes[0].html]);
  assert.deepEqual(told, []);
}

module.exports = { chromiumForThisFile, fillIn, isAccessible, PlainBrowser };
