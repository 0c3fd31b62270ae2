// Bodies as strangers send them over a real connection: too long, too slow, cut off, and all at once.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createReceiverWorld, type ReceiverWorld } from './receiver-world.ts';
import { headersOf, pushTo } from './signed.ts';

const limits = { bytes: 64 * 1024, ms: 5_000, bytesAtOnce: 1024 * 1024 };

let world: ReceiverWorld;
let port: number;
beforeEach(async () => {
  world = await createReceiverWorld({ limits });
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = world.app.server.address() as AddressInfo);
});
afterEach(() => world.end());

interface Sending {
  readonly request: ClientRequest;
  readonly answered: Promise<{ readonly status: number; readonly code: string | undefined }>;
}

/** Sends the head; the body is up to the test. */
function begin(body: string, headers: Readonly<Record<string, string | number>> = {}): Sending {
  const sent = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/webhook/github',
    headers: { ...headersOf({ event: 'push', body }), ...headers },
    agent: new Agent(),
  });
  sent.flushHeaders();
  const answered = once(sent, 'response').then(async ([response]: IncomingMessage[]) => {
    assert.ok(response);
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const { error } = JSON.parse(text) as { error?: { code: string } };
    return { status: response.statusCode ?? 0, code: error?.code };
  });
  answered.catch(() => undefined);
  return { request: sent, answered };
}

/** Resolves once the receiver reads so many bodies: each waits for its time to be over. */
const reading = (count: number) => world.clock.waiting(count);

function deliver(index: number): Promise<{ status: number }> {
  const body = pushTo('team/config', { after: String(index).padStart(40, '0') });
  const sending = begin(body);
  sending.request.end(body);
  return sending.answered;
}

describe('a body', () => {
  it('that says it is too long is refused unread, because its length stands in the head', async () => {
    const { request: sent, answered } = begin('x', { 'content-length': limits.bytes + 1 });
    await reading(1);
    sent.end(Buffer.alloc(limits.bytes + 1));
    assert.deepEqual(await answered, { status: 413, code: 'WEBHOOK_TOO_LARGE' });
  });

  it('that only turns out to be too long is refused then, because a head may lie', async () => {
    const { request: sent, answered } = begin('x', { 'transfer-encoding': 'chunked' });
    sent.write(Buffer.alloc(limits.bytes));
    sent.end(Buffer.alloc(1000));
    assert.deepEqual(await answered, { status: 413, code: 'WEBHOOK_TOO_LARGE' });
  });

  it('of exactly the longest length is read, because a limit is one', async () => {
    const start = pushTo('team/config', { filler: '' });
    const body = pushTo('team/config', { filler: 'x'.repeat(limits.bytes - start.length) });
    assert.equal(body.length, limits.bytes);
    const { request: sent, answered } = begin(body);
    sent.end(body);
    assert.equal((await answered).status, 202);
  });

  it('that drips is ended, and holds nobody up meanwhile, because anybody may drip', async () => {
    const slow = Array.from({ length: 50 }, () => begin('x', { 'content-length': 1000 }));
    for (const { request: sent } of slow) sent.write('{');
    await reading(50);
    assert.equal((await deliver(1)).status, 202, 'others are served');
    await world.clock.advance(limits.ms);
    await reading(50);
    // What still comes is thrown away for a moment, so that the answer is heard; then that is over, too.
    await world.clock.advance(1000);
    for (const { answered } of slow) {
      assert.deepEqual(await answered, { status: 408, code: 'WEBHOOK_TOO_SLOW' });
    }
    for (const { request: sent } of slow) sent.destroy();
    assert.equal((await deliver(2)).status, 202);
  });

  it('that is cut off is counted and forgotten, because nobody is left to be told', async () => {
    const { request: sent } = begin('x', { 'content-length': 1000 });
    sent.on('error', () => undefined);
    sent.write('{"ref":');
    await reading(1);
    sent.destroy();
    while (world.receiver.counts.counted().get('WEBHOOK_CUT_OFF') !== 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(await world.store.deliveries.list({ limit: 1 }), []);
    assert.equal((await deliver(1)).status, 202);
  });

  it('is too much where all together are, because memory is one', async () => {
    const part = Buffer.alloc(limits.bytes - 1, 'x');
    const many = Array.from({ length: 17 }, () => begin('x', { 'content-length': limits.bytes }));
    for (const { request: sent } of many) sent.write(part);
    const first = await Promise.race(many.map(({ answered }) => answered).concat(gaveUpAfterDiscarding()));
    assert.deepEqual(first, { status: 503, code: 'WEBHOOK_BUSY' });
    for (const { request: sent } of many) sent.on('error', () => undefined).destroy();
    while ((world.receiver.counts.counted().get('WEBHOOK_CUT_OFF') ?? 0) < 16) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await deliver(1)).status, 202, 'what was given back can be used');
  });

  it('may come a thousand times at once, because GitHub catches up after an outage', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => deliver(index)));
    assert.deepEqual(
      answers.filter(({ status }) => status !== 202),
      [],
    );
    assert.equal(await world.work(), 1000);
    assert.equal((await world.store.deliveries.list({ state: 'done', limit: 2000 })).length, 1000);
    assert.equal(world.nudges.length, 1000, 'each once');
  });

  it('may come a thousand times at once and be the same, because somebody may replay one', async () => {
    const body = pushTo('team/config');
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => {
        const sending = begin(body);
        sending.request.end(body);
        return sending.answered;
      }),
    );
    assert.deepEqual(
      answers.filter(({ status }) => status !== 202),
      [],
    );
    assert.equal(await world.work(), 1);
  });
});

/** Lets the second pass for which what still comes of a refused body is thrown away. */
async function gaveUpAfterDiscarding(): Promise<never> {
  while (!world.receiver.counts.counted().has('WEBHOOK_BUSY')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await world.clock.advance(1000);
  return new Promise(() => undefined);
}
