'use strict';
// What an authenticator app does with the address of a key.

const assert = require('node:assert/strict');
const crypto = require('node:crypto');

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for the address of a key (RFC 6238). */
function codeOf(keyUri, stepsAhead = 0) {
  const { protocol, host, searchParams } = new URL(keyUri);
  assert.deepEqual([protocol, host], ['otpauth:', 'totp']);
  const bits = [...searchParams.get('secret')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const period = Number(searchParams.get('period') ?? 30);
  const digits = Number(searchParams.get('digits') ?? 6);
  const algorithm = (searchParams.get('algorithm') ?? 'SHA1').toLowerCase();
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period) + stepsAhead));
  const digest = crypto.createHmac(algorithm, secret).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

module.exports = { codeOf };
