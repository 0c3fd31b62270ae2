import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { signatureOf, signedHeaders } from '../../../reconciler/notify/sign.ts';

const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body: '{"test": 2432232314}' };

test('a signature is the one that other libraries of Standard Webhooks make', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  assert.equal(signatureOf(signed, secret), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a secret of plain words is the key as it is, for people make such', () => {
  const mac = createHmac('sha256', 'plain words').update(`${signed.id}.${signed.seconds}.${signed.body}`);
  assert.equal(signatureOf(signed, 'plain words'), `v1,${mac.digest('base64')}`);
});

test('without a secret nothing pretends to be signed', () => {
  assert.deepEqual(Object.keys(signedHeaders(signed, undefined)), ['webhook-id', 'webhook-timestamp']);
});
