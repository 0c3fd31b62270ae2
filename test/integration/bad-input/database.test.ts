// The database goes away while agents answer: it is said, the rest goes on, and nothing is lost.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { replyOf, waitForTurn } from '../../../cli/client/wait.ts';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { createDatabase } from '../../support/machine/database.ts';
import { type DatabaseServer, startDatabaseServer } from '../../support/machine/mariadb.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

const isolated = 'network: { egress: none }';
/** Answers after as many seconds as it is told, and writes down each time that it is asked. */
const patient = `
with open("/session/asked", "a") as file:
    file.write(message + "\\n")
time.sleep(float(message))
return "asked " + str(len(open("/session/asked").readlines()))
`.trim();

async function ready(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/ready`);
  return { status: response.status, text: await response.text() };
}

describe('a database that goes away', () => {
  let server: DatabaseServer;
  let runtime: RealRuntime;
  let session: string;
  before(async () => {
    server = await startDatabaseServer();
    const { url } = await createDatabase(server.url);
    runtime = await openRealRuntime({ databaseUrl: url });
    const { result } = await runtime.apply({
      ...space('team', isolated),
      ...pythonAgent('team', 'patient', patient),
    });
    assert.equal(result, 'converged');
    session = await openSession(runtime, 'team');
    assert.equal(await ask(runtime, session, 'patient', '0'), 'asked 1');
  });
  after(async () => {
    await runtime?.[Symbol.asyncDispose]();
    await server.stop();
  });

  it('is said with code, sentence and hint, and a turn in flight has exactly one reply afterwards', async () => {
    const { client, url } = runtime;
    const turn = await client.post<TurnWithReplyView>(`sessions/${session}/messages`, {
      content: '2',
      agent: 'patient',
    });
    const started = await client.get<SessionView>(`sessions/${session}/wait`, { state: 'busy', timeout: 20 });
    assert.equal(started.state, 'busy');
    await server.kill();
    await assert.rejects(client.get('spaces'), (error: { code: string; message: string; hint?: string }) => {
      assert.equal(error.code, 'STORE_UNREACHABLE');
      assert.match(error.message, /\.$/);
      assert.match(error.hint ?? '', /RAWORC_DATABASE_URL/);
      return true;
    });
    assert.equal((await fetch(`${url}/health`)).status, 200);
    const { status, text } = await ready(url);
    assert.equal(status, 503);
    assert.match(text, /does not answer/);

    await server.start();
    assert.equal(replyOf(await waitForTurn(client, session, turn, 60)), 'asked 2');
    assert.equal(await ask(runtime, session, 'patient', '0'), 'asked 3');
    const messages = await client.all<MessageView>(`sessions/${session}/messages`);
    assert.deepEqual(
      messages.map(({ role, content }) => `${role} ${content}`),
      ['user 0', 'agent asked 1', 'user 2', 'agent asked 2', 'user 0', 'agent asked 3'],
    );
    assert.equal((await ready(url)).status, 200);
    const { conditions } = await client.get<SpaceView>('spaces/team');
    assert.equal(conditions.find(({ type }) => type === 'Ready')?.status, 'True');
  });
});
