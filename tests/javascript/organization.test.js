'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { serverForThisFile } = require('./server');

const it = serverForThisFile();

test('the organization has a default country', async () => {
  const organization = await it.api.organization.getOrganizationsMe();
  assert.match(organization.defaultCountryCode, /^[A-Z]{2}$/);
  assert.ok(organization.name);
});

test('products are listed whole', async () => {
  const products = await it.api.authorization.getAuthorizationProducts();
  assert.equal(products.total, products.entities.length);
});

test('there are no extension pools yet', async () => {
  const page = await it.api.telephony.getTelephonyProvidersEdgesExtensionpools();
  assert.deepEqual(page.entities, []);
  assert.equal(page.total, 0);
});

test('a voicemail policy is read and changed', async () => {
  const { voicemail } = it.api;
  const user = await it.newUser();
  const policy = await voicemail.getVoicemailUserpolicy(user.id);
  assert.equal(typeof policy.enabled, 'boolean');
  const sendEmailNotifications = !policy.sendEmailNotifications;
  const body = { alertTimeoutSeconds: 33, sendEmailNotifications };
  const changed = await voicemail.patchVoicemailUserpolicy(user.id, body);
  assert.equal(changed.alertTimeoutSeconds, 33);
  assert.equal(changed.sendEmailNotifications, sendEmailNotifications);
  assert.deepEqual(await voicemail.getVoicemailUserpolicy(user.id), changed);
});
