import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMayReach } from '../../../reconciler/notify/addresses.ts';
import type { Notice } from '../../../reconciler/notify/notice.ts';
import { createNotifyHandler } from '../../../reconciler/notify/notify-task.ts';
import { createSend } from '../../../reconciler/notify/post.ts';
import { signatureOf } from '../../../reconciler/notify/sign.ts';
import type { NotificationTarget } from '../../../schemas/kinds/notifications.ts';
import type { Claim } from '../../../state/store/tasks.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { type Hearer, openHearer, openSilent } from '../../support/notifications/hearer.ts';
import { aTask } from '../../support/rows.ts';
import type { TaskRow } from '../../../state/store/tasks.ts';

const notice: Notice = {
  id: 'notice_1',
  event: 'BuildFailed',
  state: 'began',
  space: 'sales',
  agent: 'bot',
  reason: 'BuildFailed',
  message: 'Its build failed: <pip> & co.',
  hint: 'Correct the source.',
  revision: 'abcdef0123456789',
  at: '2026-01-01T00:00:00.000Z',
};
const values: Readonly<Record<string, string>> = { SIGN: 'a key of ours' };

const heldTask = (payload: unknown): TaskRow => ({
  ...aTask({ kind: 'notify', payload }),
  state: 'running',
  attempts: 1,
  owner: 'here',
  leaseUntil: null,
  epoch: 1,
  lastError: null,
});

describe('telling somebody', () => {
  let hearer: Hearer;
  before(async () => {
    hearer = await openHearer();
  });
  after(() => hearer[Symbol.asyncDispose]());

  const clock = createManualClock();
  const warned: object[] = [];
  const handlerOf = (allowed: readonly string[] = ['127.0.0.0/8']) =>
    createNotifyHandler({
      secrets: {
        open: async (_space, names) => {
          const known = { ...values, URL: `${hearer.url}/secret` };
          const open = Object.entries(known).filter(([name]) => names.includes(name));
          return { values: Object.fromEntries(open), missing: names.filter((name) => !(name in known)) };
        },
      },
      send: createSend(createMayReach(allowed)),
      clock,
      version: '1.2.3',
      log: { warn: (fields) => void warned.push(fields) },
    });
  const tellBy = (
    handler: ReturnType<typeof handlerOf>,
    target: NotificationTarget,
    signal: AbortSignal = new AbortController().signal,
  ) => handler.run(heldTask({ target, notice }), { signal, claim: {} as Claim });
  const tell = (target: NotificationTarget, allowed?: readonly string[]) =>
    tellBy(handlerOf(allowed), target);

  it('who listens as Slack does gets one text, in which nothing of the message is markup', async () => {
    assert.deepEqual(await tell({ type: 'slack', urlSecret: 'URL' }), { type: 'done' });
    const last = hearer.heard().at(-1);
    assert.equal(last?.path, '/secret');
    const { text } = JSON.parse(last.body) as { text: string };
    assert.match(
      text,
      /^:warning: \*The build of agent sales\/bot failed\*\nIts build failed: &lt;pip&gt; &amp; co\.\n/,
    );
  });

  it('a webhook is signed over its id, its time and the bytes that came', async () => {
    await tell({ type: 'webhook', url: `${hearer.url}/hook`, signingSecret: 'SIGN' });
    const { headers, body } = hearer.heard().at(-1) ?? assert.fail('nothing came');
    const id = String(headers['webhook-id']);
    const seconds = Number(headers['webhook-timestamp']);
    assert.equal(headers['webhook-signature'], signatureOf({ id, seconds, body }, 'a key of ours'));
    assert.equal(id, notice.id);
    assert.deepEqual(JSON.parse(body), { title: 'The build of agent sales/bot failed', ...notice });
  });

  it('who is in trouble is told again later', async () => {
    for (const status of [500, 429, 408]) {
      hearer.answer(status);
      assert.equal((await tell({ type: 'webhook', url: hearer.url })).type, 'retry', String(status));
    }
  });

  it('who refuses is asked no more', async () => {
    hearer.answer(410);
    await assert.rejects(tell({ type: 'webhook', url: hearer.url }), {
      code: 'NOTIFY_REFUSED',
      disposition: 'stop',
    });
  });

  it('redirects are not followed, for they could lead inside', async () => {
    const before = hearer.heard().length;
    hearer.answer(302);
    await assert.rejects(tell({ type: 'webhook', url: hearer.url }), { code: 'NOTIFY_REFUSED' });
    assert.equal(hearer.heard().length, before + 1);
  });

  it('nothing is sent to an address that is not public, by number or by name', async () => {
    const before = hearer.heard().length;
    const port = new URL(hearer.url).port;
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]'])
      await assert.rejects(
        tell({ type: 'webhook', url: `http://${host}:${port}/` }, []),
        { code: 'NOTIFY_ADDRESS_CLOSED' },
        host,
      );
    assert.equal(hearer.heard().length, before);
  });

  it('a secret that is not there is named, waited for, and nothing is sent unsigned instead', async () => {
    const before = hearer.heard().length;
    await assert.rejects(tell({ type: 'webhook', url: hearer.url, signingSecret: 'GONE' }), {
      code: 'SECRET_MISSING',
      disposition: 'retry',
    });
    assert.equal(hearer.heard().length, before);
  });

  it('where nobody listens it is tried again', async () => {
    const gone = await openHearer();
    await gone[Symbol.asyncDispose]();
    assert.equal((await tell({ type: 'webhook', url: gone.url })).type, 'retry');
  });

  it('who never answers takes a few places and no more, and others are told meanwhile', async () => {
    await using silent = await openSilent();
    const handler = handlerOf();
    const enough = new AbortController();
    const waiting = [1, 2, 3, 4].map((n) =>
      tellBy(handler, { type: 'webhook', url: `${silent.url}/${n}` }, enough.signal),
    );
    await silent.asked(4);
    const fifth = await tellBy(handler, { type: 'webhook', url: silent.url });
    assert.deepEqual(fifth, { type: 'wait', until: clock.now() + 3_000 });
    assert.deepEqual(await tellBy(handler, { type: 'webhook', url: hearer.url }), { type: 'done' });
    enough.abort(new Error('That is enough.'));
    for (const each of waiting) await assert.rejects(each, /enough/);
    const more = new AbortController();
    const next = tellBy(handler, { type: 'webhook', url: silent.url }, more.signal);
    await silent.asked(5);
    more.abort(new Error('That is enough.'));
    await assert.rejects(next);
  });
});
