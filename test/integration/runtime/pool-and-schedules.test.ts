// What is declared in Git, through the whole runtime: sessions that are there at once, and messages that nobody sends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { ScheduleView } from '../../../server/api/shapes/schedule.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import { agentYaml, pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

const schedules =
  'schedules: [{ name: minutely, cron: "* * * * *", message: "What is new?", session: same }]';

let runtime: RealRuntime;
before(async () => {
  runtime = await openRealRuntime();
  const { result } = await runtime.apply({
    ...space('team', 'sessions: { warm: 1 }'),
    ...pythonAgent('team', 'echo', 'return "echo: " + message'),
    'spaces/team/agents/echo.yaml': agentYaml('team', 'echo', 'path: agents/echo', schedules),
  });
  assert.equal(result, 'converged');
});
after(() => runtime[Symbol.asyncDispose]());

async function raworc(...args: readonly string[]): Promise<string> {
  const main = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, RAWORC_API_URL: runtime.url, RAWORC_API_KEY: runtime.token, NO_COLOR: '1' },
  });
  child.stdin.end();
  return text(child.stdout);
}

test('a session from the pool is idle in the answer that creates it, and those of the pool are not counted', async () => {
  const made: string[] = [];
  for (;;) {
    const session = await runtime.client.post<SessionView>('sessions', { space: 'team' });
    made.push(session.id);
    if (session.state === 'idle') break;
    await delay(500);
  }
  const people = (await runtime.client.all<SessionView>('sessions')).filter(
    ({ created_by }) => !created_by.startsWith('schedule:'),
  );
  assert.deepEqual(people.map(({ id }) => id).sort(), made.sort());
  const { sessions } = await runtime.client.get<SpaceView>('spaces/team');
  assert.ok(sessions <= made.length + 1, 'a schedule may have one of its own');
  for (const id of made) await runtime.client.request('DELETE', `sessions/${id}`);
});

test('a schedule sends its message, its agent answers, and people see when and where', async () => {
  const look = () => runtime.client.all<ScheduleView>('spaces/team/schedules');
  let [schedule] = await look();
  assert.ok(schedule?.next_at != null);
  while (schedule?.session_id == null) {
    await delay(500);
    [schedule] = await look();
  }
  assert.equal(schedule.last?.outcome, 'sent');
  const id = schedule.session_id;
  let said: readonly MessageView[] = [];
  while (said.length < 2) {
    await delay(200);
    said = await runtime.client.all<MessageView>(`sessions/${id}/messages`);
  }
  assert.ok(said.some(({ role, content }) => role === 'agent' && content === 'echo: What is new?'));
  const session = await runtime.client.get<SessionView>(`sessions/${id}`);
  assert.equal(session.created_by, 'schedule:echo/minutely');
  assert.match(
    await raworc('get', 'schedules'),
    new RegExp(`team +echo/minutely +\\* .* UTC .* sent +${id}`, 'u'),
  );
  assert.match(
    await raworc('describe', 'team', 'echo'),
    /schedule minutely +\* \* \* \* \* in UTC; next 20/u,
  );
});
