// A budget that is used up, on a real engine: who listens is told once, signed, for as long as that is so, over syncs, refused
// messages and a restart; again when it was raised and is used up anew; and what is told is what the metrics show.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { waitForState } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { type Heard, type Hearer, openHearer } from '../../support/notifications/hearer.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

interface Told {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly space: string;
  readonly message: string;
  readonly hint: string | null;
}

const signingKey = 'a key that only the two know';
const usage = '{"input_tokens": 7, "output_tokens": 3, "cost": 0.5}';
const told = ({ body }: Heard): Told => JSON.parse(body) as Told;

describe('a budget that is used up', () => {
  const undo = new AsyncDisposableStack();
  let hearer: Hearer;
  let runtime: RealRuntime;
  let session: string;

  const budget = (turns: number) =>
    space(
      'team',
      `network: { egress: none }, budgets: { day: { turns: ${turns} } }, notifications: [{ type: webhook, ` +
        `url: "${hearer.url}/", signingSecret: SIGN, events: [BudgetReached] }]`,
    );
  async function metric(series: string): Promise<number | undefined> {
    const headers = { authorization: `Bearer ${runtime.token}` };
    const text = await (await fetch(`${runtime.url}/metrics`, { headers })).text();
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  }

  before(async () => {
    hearer = undo.use(await openHearer());
    runtime = undo.use(await openRealRuntime({ settings: { RAWORC_NOTIFY_ALLOW: '127.0.0.1' } }));
    await runtime.apply({
      ...budget(1),
      ...pythonAgent('team', 'spender', `return {"content": "spent", "usage": ${usage}}`),
    });
    await runtime.client.request('PUT', 'spaces/team/secrets/SIGN', { body: { value: signingKey } });
    session = await openSession(runtime, 'team');
  });
  after(() => undo.disposeAsync());

  it('is told to who listens, signed over the bytes that come', async () => {
    assert.equal(await ask(runtime, session, 'spender', 'Spend!'), 'spent');
    const [heard] = await hearer.until((all) => all.length > 0);
    assert.ok(heard !== undefined);
    const { event, state, space: where, message, hint } = told(heard);
    assert.deepEqual([event, state, where], ['BudgetReached', 'began', 'team']);
    assert.match(message, /used up: 1 turns per day/);
    assert.match(hint ?? '', /raise spec\.budgets\.day/);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = heard.headers;
    const expected = createHmac('sha256', signingKey)
      .update(`${String(id)}.${String(at)}.${heard.body}`)
      .digest('base64');
    assert.equal(signature, `v1,${expected}`);
    assert.equal(id, told(heard).id);
    assert.ok(Math.abs(Number(at) - Date.now() / 1000) < 60);
  });

  it('is shown by the metrics, with what the agent said that it took', async () => {
    await waitForState(runtime.client, session, 'paused', 60);
    const { reason } = await runtime.client.get<SessionView>(`sessions/${session}`);
    assert.equal(reason, 'BudgetReached');
    assert.equal(await metric('raworc_space_budget_used_ratio{space="team",period="day",limit="turns"}'), 1);
    assert.equal(await metric('raworc_sessions_paused_by_budget{space="team"}'), 1);
    assert.equal(await metric('raworc_tokens_total{space="team",kind="input"}'), 7);
    assert.equal(await metric('raworc_tokens_total{space="team",kind="output"}'), 3);
    assert.equal(await metric('raworc_cost_total{space="team",currency="USD"}'), 0.5);
  });

  it('is told once while that is so, and again once it was raised and is used up anew', async () => {
    const message = { content: 'More!', agent: 'spender' };
    const refused = runtime.client.post(`sessions/${session}/messages`, message);
    await assert.rejects(refused, { code: 'BUDGET_REACHED' });
    await runtime.client.post('sync', { wait: 60 });
    await runtime.restart();
    await runtime.client.post('sync', { wait: 60 });
    await runtime.apply(budget(2));
    // One who listens hears one thing after the other: had it been told again, that would have come before.
    await hearer.until((all) => all.map(told).some(({ state }) => state === 'over'));
    await waitForState(runtime.client, session, 'idle', 60);
    assert.equal(await ask(runtime, session, 'spender', 'Spend!'), 'spent');
    const all = await hearer.until(
      (heard) => told(heard.at(-1) ?? assert.fail()).state === 'began' && heard.length > 1,
    );
    const notices = all.map(told);
    assert.deepEqual(
      notices.map(({ state }) => state),
      ['began', 'over', 'began'],
    );
    assert.equal(new Set(notices.map(({ id }) => id)).size, 3);
    assert.match(notices.at(-1)?.message ?? '', /used up: 2 turns per day/);
  });
});
