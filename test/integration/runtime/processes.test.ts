// The network and the engine in processes of their own: everything that people do goes through a process that has neither
// the engine nor a repository.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseEventStream } from '../../../cli/client/event-stream.ts';
import { nextFrame, openSocket } from '../../../cli/client/socket.ts';
import { replyOf, waitForState, waitForTurn } from '../../../cli/client/wait.ts';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SyncedView } from '../../../server/api/shapes/status.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { openStore } from '../../../state/store/open.ts';
import { storedView } from '../../../webhook/review/plan-page/stored-view.ts';
import { createDatabase, ensureDatabase, type ScratchDatabase } from '../../support/machine/database.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { ensureEngine } from '../../support/machine/engine.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import {
  type ApiSide,
  openProcesses,
  type Processes,
  type ServingProcess,
} from '../../support/runtime/processes.ts';
import { change, viewOf } from '../../webhook/review/render/view-of.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

/** Says what it was asked in pieces, and writes down each time that it began. */
const slow = `with open('/session/runs', 'a') as runs:
    runs.write(message + chr(10))
print('asked', message)
for part in range(6):
    time.sleep(0.4)
    yield 'part%d ' % part`;

interface ProcessView {
  readonly id: string;
  readonly role: string;
  readonly state: string;
}

describe('processes with roles', () => {
  let server: ScratchDatabase;
  let database: ScratchDatabase;
  let processes: Processes;
  let api: ApiSide;
  let operator: ServingProcess;
  let id: string;

  before(async () => {
    await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
    await ensureBase();
    server = await ensureDatabase();
    database = await createDatabase(server.url);
    const files = {
      ...space('team', 'network: { egress: none }, routing: { default: slow }'),
      ...pythonAgent('team', 'slow', slow),
      ...pythonAgent('team', 'echo', 'return message'),
    };
    processes = await openProcesses(files, database.url);
    api = await processes.startApi();
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await database.stop();
    await server.stop();
  });

  async function raworcSaid(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    const env = { ...process.env, RAWORC_API_URL: api.url, RAWORC_API_KEY: api.token };
    return promisify(execFile)(process.execPath, [entry, ...args], { env });
  }
  const raworc = async (...args: readonly string[]) => (await raworcSaid(...args)).stdout;

  async function talk(content: string, by = api): Promise<string> {
    const turn = await by
      .client()
      .post<TurnWithReplyView>(`sessions/${id}/messages`, { content }, { wait: 20 });
    return replyOf(await waitForTurn(by.client(), id, turn, 60));
  }

  it('says that an operator is needed while there is none, because that passes', async () => {
    await assert.rejects(api.client().get('status'), { code: 'OPERATOR_AWAY' });
    const ready = await fetch(`${api.url}/ready`);
    assert.equal(ready.status, 200);
    assert.match(await ready.text(), /No operator is alive/);
  });

  it('makes what is declared, once an operator is there', async () => {
    operator = await processes.startOperator();
    const { result } = await api.client().post<SyncedView>('sync', { wait: 240 });
    assert.equal(result, 'converged');
    const { items } = await api.client().get<{ items: ProcessView[] }>('processes');
    assert.deepEqual(
      items.map(({ role, state }) => `${role} ${state}`),
      ['api alive', 'operator alive'],
    );
    const created = await api.client().post<SessionView>('sessions', { space: 'team' });
    ({ id } = await waitForState(api.client(), created.id, 'idle', 60));
  });

  it('shows the processes in its status', async () => {
    const { stderr } = await raworcSaid('status');
    assert.match(stderr, /api [0-9a-f]{8} alive/);
    assert.match(stderr, /operator [0-9a-f]{8} alive/);
  });

  it('shows the plan that a comment links to, for the link leads to the process that faces the network', async () => {
    const hash = 'c'.repeat(64);
    const content = storedView(viewOf({ changes: [change({ kind: 'Agent', name: 'newcomer' })] }));
    const store = await openStore(database.url, { random: randomBytes });
    const row = {
      hash,
      repo: 'company/agents',
      pull: 3,
      base: 'b',
      head: 'a',
      content,
      createdAt: Date.now(),
    };
    await store.reviews.keepPlan(row);
    await store.close();
    const response = await fetch(`${api.url}/plans/${hash}`);
    const page = await response.text();
    assert.equal(response.status, 200, page);
    assert.match(page, /newcomer/);
  });

  it('streams deltas to whoever asks the process without the engine', async () => {
    const response = await fetch(`${api.url}/api/v0/sessions/${id}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ content: 'stream' }),
    });
    const seen: string[] = [];
    for await (const { event } of parseEventStream(response.body as ReadableStream<Uint8Array>))
      seen.push(event);
    assert.ok(seen.filter((type) => type === 'agent.delta').length >= 4, seen.join(' '));
    assert.ok(seen.includes('agent.message'), seen.join(' '));
  });

  it('runs commands, copies files both ways, shows logs and the difference', async () => {
    assert.equal(await raworc('session', 'exec', id, '--', 'cat', '/session/runs'), 'stream\n');
    const folder = mkdtempSync(join(tmpdir(), 'raworc-copy-'));
    writeFileSync(join(folder, 'there.txt'), 'x'.repeat(3_000_000));
    await raworc('session', 'cp', join(folder, 'there.txt'), `${id}:there.txt`);
    await raworc('session', 'cp', `${id}:there.txt`, join(folder, 'back.txt'));
    assert.equal(readFileSync(join(folder, 'back.txt'), 'utf8').length, 3_000_000);
    rmSync(folder, { recursive: true });
    assert.match(await raworc('session', 'logs', id), /asked stream/);
    const socket = await openSocket({ url: api.url, token: api.token }, `sessions/${id}/exec`);
    await socket.say({ type: 'begin', command: ['echo', 'over the tunnel'] });
    assert.deepEqual(await nextFrame(socket), Buffer.from('over the tunnel\n'));
    socket.end();
  });

  it('forks, and follows a commit', async () => {
    const { id: fork } = await api.client().post<SessionView>(`sessions/${id}/fork`, {});
    await waitForState(api.client(), fork, 'idle', 60);
    assert.equal(await raworc('session', 'exec', fork, '--', 'cat', '/session/runs'), 'stream\n');
    await processes.config.commit(pythonAgent('team', 'echo', 'return "new: " + message'));
    await api.client().post<SyncedView>('sync', { wait: 240 });
    assert.equal(await talk('@echo hello'), 'new: hello');
  });

  it('takes nothing at an operator that was not judged by one of ours', async () => {
    const { address } = /"url":"(?<address>http:[^"]+)"/.exec(operator.log())?.groups ?? {};
    for (const headers of [{}, { authorization: `Bearer ${api.token}` }, { 'raworc-seal': 'a.1.b.c' }]) {
      const { status } = await fetch(`${address}/api/v0/sessions/${id}`, { headers });
      assert.equal(status, 401);
    }
    assert.equal((await fetch(`${address}/health`)).status, 200);
  });

  it('each process tells its own metrics to whoever has a token, for they differ', async () => {
    const { address } = /"url":"(?<address>http:[^"]+)"/.exec(operator.log())?.groups ?? {};
    const told = async (url: string | undefined): Promise<string> => {
      const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${api.token}` } });
      assert.equal(answer.status, 200);
      return answer.text();
    };
    assert.match(
      await told(address),
      /^raworc_reconcile_duration_seconds_count\{key="space",outcome="done"\} [1-9]/m,
    );
    const facing = await told(api.url);
    assert.match(facing, /^raworc_sessions\{space="team",/m);
    assert.doesNotMatch(facing, /^raworc_reconcile_duration_seconds_count\{/m);
    assert.equal((await fetch(`${address}/metrics`)).status, 401);
  });

  it('refuses a process with another master key, and roles without MySQL', async () => {
    const other = Buffer.alloc(32, 7).toString('base64');
    assert.match(await processes.refusal('api', { RAWORC_MASTER_KEY: other }), /master key/);
    assert.match(await processes.refusal('api', { RAWORC_DATABASE_URL: 'sqlite::memory:' }), /MySQL/);
  });

  it('answers a turn once whose operator is killed, through another one', async () => {
    await api.client().post('sync', {});
    const sent = await api
      .client()
      .post<TurnWithReplyView>(`sessions/${id}/messages`, { content: '@slow survive' });
    for (;;) {
      const turn = await api.client().get<TurnWithReplyView>(`sessions/${id}/turns/${sent.id}`);
      if (turn.state === 'running') break;
      assert.equal(turn.state, 'queued');
      await delay(50);
    }
    const second = await processes.startOperator();
    const otherApi = await processes.startApi();
    await operator.kill();
    const turn = await waitForTurn(otherApi.client(), id, sent, 60);
    assert.match(replyOf(turn), /part5/);
    const messages = await api.client().all<MessageView>(`sessions/${id}/messages`);
    assert.equal(messages.filter((m) => m.role === 'agent' && m.turn_id === sent.id).length, 1);
    assert.match(await raworc('session', 'exec', id, '--', 'cat', '/session/runs'), /survive/);

    const third = await processes.startOperator();
    assert.equal(await talk('@echo one'), 'new: one');
    assert.equal(await talk('@echo two', otherApi), 'new: two');
    await Promise.all([second.stop(), api.client().get<SessionView>(`sessions/${id}`)]);
    assert.equal(await talk('@echo three', otherApi), 'new: three');
    await third.stop();
    await otherApi.stop();
  });
});
