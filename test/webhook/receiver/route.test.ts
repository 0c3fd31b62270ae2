// The receiver's answers, and what it remembers.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { anAgent } from '../../support/rows.ts';
import { createReceiverWorld, type ReceiverWorld } from './receiver-world.ts';
import { headersOf, pushTo, secret, signatureOf } from './signed.ts';

const minute = 60_000;
const push = { event: 'push', body: pushTo('team/config') };

let world: ReceiverWorld;
beforeEach(async () => {
  world = await createReceiverWorld({ secrets: [secret, 'the secret before'] });
});
afterEach(() => world.end());

async function post(headers: Readonly<Record<string, string>>, payload: string | Buffer = push.body) {
  const reply = await world.app.inject({ method: 'POST', url: '/webhook/github', headers, payload });
  return { status: reply.statusCode, code: reply.json<{ error?: { code: string } }>().error?.code };
}

/** The headers of a good push, with some of them changed or, where undefined, left out. */
function altered(change: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const headers: Record<string, string | undefined> = { ...headersOf(push), ...change };
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

describe('a delivery', () => {
  it('is written down with its task before it is acknowledged, because the process may die right after', async () => {
    assert.deepEqual(await world.deliver({ ...push, id: 'one' }), {
      status: 202,
      answer: { delivery: 'one', outcome: 'accepted' },
    });
    const row = await world.row('one');
    assert.equal(row?.state, 'pending');
    assert.deepEqual(row.hint, {
      type: 'push',
      repo: 'team/config',
      ref: 'refs/heads/main',
      defaultBranch: 'main',
      isLarge: false,
    });
    assert.equal((await world.store.tasks.unfinished('delivery')).length, 1);
    assert.deepEqual(world.nudges, [], 'nothing is done while GitHub waits');
    assert.equal(await world.work(), 1);
    assert.deepEqual(world.nudges, [{ type: 'config' }]);
    const done = await world.row('one');
    assert.deepEqual([done?.state, done?.keys, done?.endedAt], ['done', ['config'], world.clock.now()]);
  });

  it('is 202 while it waits and 200 once it is done, because GitHub may send it twice', async () => {
    await world.deliver({ ...push, id: 'twice' });
    assert.equal((await world.deliver({ ...push, id: 'twice' })).status, 202);
    assert.equal(await world.work(), 1);
    const late = await world.deliver({ ...push, id: 'twice' });
    assert.deepEqual([late.status, late.answer.outcome], [200, 'repeated']);
    assert.equal((await world.deliver({ ...push, id: 'twice', hook: '8' })).status, 200, 'by another hook');
    await world.clock.advance(60 * minute);
    assert.equal(
      (await world.deliver({ ...push, id: 'twice' })).status,
      200,
      'its id is remembered for long',
    );
    assert.equal(await world.work(), 0);
    assert.equal((await world.row('twice'))?.received, 5);
  });

  it('runs again when it had failed, because that is what redelivering is for', async () => {
    await world.deliver({ ...push, id: 'failing' });
    const [task] = await world.store.tasks.claim({
      kinds: ['delivery'],
      owner: 'o',
      now: world.clock.now(),
      leaseMs: 1,
      limit: 1,
    });
    assert.ok(task);
    await world.receiver.handler.gaveUp?.(task, 'The store was away.');
    await world.store.tasks.fail({ id: task.id, owner: 'o', epoch: task.epoch }, 'The store was away.');
    assert.equal((await world.row('failing'))?.error?.message, 'The store was away.');
    const again = await world.deliver({ ...push, id: 'failing' });
    assert.deepEqual([again.status, again.answer.outcome], [202, 'revived']);
    assert.equal(await world.work(), 1);
    const row = await world.row('failing');
    assert.deepEqual([row?.state, row?.error], ['done', null]);
  });

  it('counts as the one that it copies for ten minutes, because signatures do not cover the id', async () => {
    await world.deliver({ ...push, id: 'first' });
    await world.work();
    const replay = await world.deliver({ ...push, id: 'replay' });
    assert.deepEqual([replay.status, replay.answer.outcome], [200, 'repeated']);
    assert.equal(await world.row('replay'), undefined);
    assert.equal((await world.row('first'))?.received, 2);
    await world.clock.advance(10 * minute + 1);
    assert.equal((await world.deliver({ ...push, id: 'much later' })).status, 400, 'no id of GitHub');
    assert.equal((await world.deliver({ ...push, id: 'much-later' })).status, 202);
  });

  it('may be a ping like the one before, because all pings of a hook are alike', async () => {
    const ping = { event: 'ping', body: '{"zen":"Keep it logically awesome.","hook_id":7}' };
    for (const id of ['ping-1', 'ping-2']) {
      const { status, answer } = await world.deliver({ ...ping, id });
      assert.deepEqual([status, answer], [202, { delivery: id, outcome: 'ignored' }]);
      assert.equal((await world.row(id))?.state, 'done');
    }
  });

  it('of an event that nobody knows is acknowledged and counted, because GitHub invents new ones', async () => {
    const { status } = await world.deliver({ event: 'black_hole', body: '{"action":"opened"}', id: 'new' });
    assert.equal(status, 202);
    const row = await world.row('new');
    assert.deepEqual([row?.state, row?.hint], ['done', { type: 'nothing', because: 'unknown-event' }]);
    assert.equal(world.receiver.counts.counted().get('ignored'), 1);
  });

  it('is named after nothing of an object, because event names are looked up in one', async () => {
    for (const event of ['constructor', 'to_string', 'has_own_property']) {
      const { status } = await world.deliver({ event, body: `{"e":"${event}"}` });
      assert.equal(status, 202);
    }
  });

  it('of a repository that nobody registered is done without anything, because only ours count', async () => {
    await world.deliver({ event: 'push', body: pushTo('stranger/config'), id: 'foreign' });
    await world.work();
    assert.deepEqual((await world.row('foreign'))?.keys, []);
    assert.deepEqual(world.nudges, []);
  });

  it('finds a repository that was registered a moment ago, because its first push may follow at once', async () => {
    await world.deliver({ event: 'push', body: pushTo('team/agent'), id: 'before' });
    await world.work();
    const spec = { source: { repo: 'team/agent', path: '.', update: 'auto' } };
    await world.store.agents.putAll([anAgent({ spec })]);
    await world.clock.advance(1);
    await world.deliver({
      event: 'push',
      body: pushTo('team/agent', { after: '2'.repeat(40) }),
      id: 'after',
    });
    await world.work();
    assert.deepEqual((await world.row('before'))?.keys, []);
    assert.deepEqual((await world.row('after'))?.keys, ['source/https://github.com/team/agent']);
    assert.deepEqual(world.nudges, [{ type: 'source', location: 'https://github.com/team/agent' }]);
  });

  it('may come out of order, because a key only says where to look', async () => {
    const pull = (action: string, fields: object = {}) => ({
      event: 'pull_request',
      body: JSON.stringify({
        action,
        pull_request: { number: 3, ...fields },
        repository: { full_name: 'team/config' },
      }),
    });
    const life = [pull('opened'), pull('synchronize'), pull('closed', { merged: true }), push];
    for (const order of [life, life.toReversed()]) {
      world.nudges.length = 0;
      await world.clock.advance(11 * minute);
      for (const delivered of order) assert.equal((await world.deliver(delivered)).status, 202);
      await world.work();
      assert.deepEqual(world.nudges, [{ type: 'config' }]);
      assert.deepEqual(await world.takeReviews(), ['pull/3'], 'merged while it waits');
    }
  });

  it('signed with the secret before is taken, because secrets are rotated while GitHub delivers', async () => {
    assert.equal((await world.deliver({ ...push, key: 'the secret before' })).status, 202);
  });

  it('is forgotten after 30 days unless it waits, because hooks never stop', async () => {
    await world.deliver({ ...push, id: 'done' });
    await world.work();
    await world.deliver({ event: 'push', body: pushTo('team/config', { after: '2' }), id: 'waiting' });
    await world.clock.advance(30 * 24 * 60 * minute + 1);
    assert.equal(await world.receiver.forgetOld(), 1);
    assert.equal(await world.row('done'), undefined);
    assert.equal((await world.row('waiting'))?.state, 'pending');
  });
});

describe('what is no delivery of GitHub', () => {
  const signature = signatureOf(push.body);
  const refused: readonly (readonly [why: string, status: number, code: string, Record<string, string>])[] = [
    ['nobody signed it', 401, 'WEBHOOK_UNSIGNED', altered({ 'x-hub-signature-256': undefined })],
    [
      'the signature is cut',
      401,
      'WEBHOOK_UNSIGNED',
      altered({ 'x-hub-signature-256': signature.slice(0, -1) }),
    ],
    [
      'the signature is of the old kind',
      401,
      'WEBHOOK_UNSIGNED',
      altered({ 'x-hub-signature-256': undefined, 'x-hub-signature': `sha1=${'0'.repeat(40)}` }),
    ],
    [
      'somebody else signed it',
      401,
      'WEBHOOK_SIGNATURE',
      altered({ 'x-hub-signature-256': signatureOf(push.body, 'a foreign secret') }),
    ],
    [
      'the signature is another body’s',
      401,
      'WEBHOOK_SIGNATURE',
      altered({ 'x-hub-signature-256': signatureOf(`${push.body} `) }),
    ],
    ['it is a form', 415, 'WEBHOOK_TYPE', altered({ 'content-type': 'application/x-www-form-urlencoded' })],
    ['it has no type', 415, 'WEBHOOK_TYPE', altered({ 'content-type': undefined })],
    ['its type only begins as ours', 415, 'WEBHOOK_TYPE', altered({ 'content-type': 'application/jsonx' })],
    ['it names no event', 400, 'WEBHOOK_HEADER', altered({ 'x-github-event': undefined })],
    ['its event is a path', 400, 'WEBHOOK_HEADER', altered({ 'x-github-event': '../push' })],
    ['it has no id', 400, 'WEBHOOK_HEADER', altered({ 'x-github-delivery': undefined })],
    ['its id is long', 400, 'WEBHOOK_HEADER', altered({ 'x-github-delivery': 'x'.repeat(65) })],
    ['its hook is no number', 400, 'WEBHOOK_HEADER', altered({ 'x-github-hook-id': '7; DROP TABLE' })],
  ];
  for (const [why, status, code, headers] of refused) {
    it(`is answered ${status} where ${why}, because that can’t be believed`, async () => {
      assert.deepEqual(await post(headers), { status, code });
      assert.deepEqual(await world.store.deliveries.list({ limit: 9 }), [], 'nothing of it is kept');
      assert.equal(world.receiver.counts.counted().get(code as 'WEBHOOK_TYPE'), 1);
    });
  }

  it('is refused by its head alone where that is wrong, because strangers may send bodies all day', async () => {
    const big = Buffer.alloc(9 * 1024 * 1024, 'x');
    const headers = altered({ 'x-hub-signature-256': signatureOf(big) });
    assert.deepEqual(await post(headers, big), { status: 413, code: 'WEBHOOK_TOO_LARGE' });
  });

  it('comes by other methods than POST, because browsers do', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const reply = await world.app.inject({ method, url: '/webhook/github', headers: headersOf(push) });
      assert.deepEqual([reply.statusCode, reply.headers.allow], [405, 'POST'], method);
    }
  });
});

describe('what is signed and makes no sense', () => {
  const senseless: readonly (readonly [why: string, code: string, body: string | Buffer])[] = [
    ['it is not UTF-8', 'WEBHOOK_NOT_UTF8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a character is cut in two', 'WEBHOOK_NOT_UTF8', Buffer.from('{"a":"ü"}').subarray(0, 7)],
    ['it is empty', 'WEBHOOK_NOT_JSON', ''],
    ['it is cut off', 'WEBHOOK_NOT_JSON', push.body.slice(0, -1)],
    ['it is no object', 'WEBHOOK_SHAPE', '[]'],
    ['it is null', 'WEBHOOK_SHAPE', 'null'],
    ['it says nothing', 'WEBHOOK_SHAPE', '{}'],
    ['its repository is a path', 'WEBHOOK_SHAPE', pushTo('../../etc/passwd')],
    ['its ref is no ref', 'WEBHOOK_SHAPE', pushTo('team/config', { ref: 'main' })],
    [
      'its ref is longer than any',
      'WEBHOOK_SHAPE',
      pushTo('team/config', { ref: `refs/heads/${'x'.repeat(2000)}` }),
    ],
    ['it is as deep as it is long', 'WEBHOOK_SHAPE', '['.repeat(200_000) + ']'.repeat(200_000)],
  ];
  for (const [why, code, body] of senseless) {
    it(`is refused and remembered where ${why}, because people will ask what became of it`, async () => {
      for (const times of [1, 2]) {
        const { status, answer } = await world.deliver({ event: 'push', body, id: 'senseless' });
        assert.deepEqual([status, answer.error?.code], [400, code]);
        const row = await world.row('senseless');
        assert.deepEqual(
          [row?.state, row?.error?.code, row?.hint, row?.received],
          ['refused', code, null, times],
        );
      }
      assert.deepEqual(await world.store.tasks.unfinished('delivery'), []);
    });
  }

  it('quotes nothing of the payload, because answers and logs are read by others', async () => {
    const { answer } = await world.deliver({ event: 'push', body: pushTo('sn/eaky words', { ref: 'hush' }) });
    assert.doesNotMatch(JSON.stringify(answer), /sneaky|hush|eaky/);
    assert.match(answer.error?.message ?? '', /repository\.full_name/);
  });
});

describe('a store that is away', () => {
  it('makes it 503, because GitHub shows that as failed and it is delivered again', async () => {
    await world.store.close();
    const { status, answer } = await world.deliver(push);
    assert.deepEqual([status, answer.error?.code], [503, 'WEBHOOK_STORE']);
    world = await createReceiverWorld();
  });
});
