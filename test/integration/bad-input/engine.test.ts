// The engine goes away and comes back, or is another one: it is said, what needs no engine goes on, nothing is lost.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Docker from 'dockerode';
import { replyOf, waitForState, waitForTurn } from '../../../cli/client/wait.ts';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { EventView } from '../../../server/api/shapes/event.ts';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { carryBase } from '../../support/engine/carry-base.ts';
import { type OwnEngine, startOwnEngine } from '../../support/engine/own-engine.ts';
import { commandAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

/** Nothing has to be built for it. */
const counting = 'printf x >> /session/asked; echo "$(cat) $(wc -c < /session/asked)"';

describe('an engine', () => {
  const machines = process.env['DOCKER_HOST'];
  const opened = new AsyncDisposableStack();
  let own: OwnEngine;
  let runtime: RealRuntime;
  let session: string;

  async function openEngine(): Promise<OwnEngine> {
    const engine = await startOwnEngine({ hasBridge: true });
    opened.defer(() => engine.close());
    return engine;
  }
  const use = ({ socketPath }: OwnEngine) => (process.env['DOCKER_HOST'] = `unix://${socketPath}`);

  before(async () => {
    own = await openEngine();
    await carryBase(own);
    opened.defer(() => {
      if (machines === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = machines;
    });
    use(own);
    runtime = opened.use(await openRealRuntime());
    const applied = await runtime.apply({
      ...space('team', 'network: { egress: none }'),
      ...commandAgent('team', 'counting', counting),
    });
    assert.equal(applied.result, 'converged', JSON.stringify(applied));
    session = await openSession(runtime, 'team');
    assert.equal(await ask(runtime, session, 'counting', 'one'), 'one 1');
  });
  after(() => opened.disposeAsync());

  it('that goes away takes no message with it: what is accepted meanwhile is answered when it is back', async () => {
    const { client, url } = runtime;
    await own.crash();
    const ready = await fetch(`${url}/ready`);
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /"engine":\{"ok":false,"message":"[^"]+\."/);
    assert.equal((await client.get<SessionView>(`sessions/${session}`)).id, session);
    const turn = await client.post<TurnWithReplyView>(`sessions/${session}/messages`, {
      content: 'two',
      agent: 'counting',
    });
    assert.match(turn.state, /queued|running/);
    await own.start();
    assert.equal(replyOf(await waitForTurn(client, session, turn, 90)), 'two 2');
    assert.equal((await fetch(`${url}/ready`)).status, 200);
  });

  it('that was restarted while a session was paused has lost its memory, which the session says; its files are there', async () => {
    const { client } = runtime;
    const path = `sessions/${session}`;
    await client.post(`${path}/pause`);
    await waitForState(client, session, 'paused', 60);
    await own.crash();
    await own.start();
    const { reason, message } = await waitForState(client, session, 'suspended', 90);
    assert.equal(reason, 'MemoryLost');
    assert.match(message, /memory is lost, the files are kept/);
    assert.equal(await ask(runtime, session, 'counting', 'three'), 'three 3');
  });

  it('that lost a workspace gives nobody an empty one instead, unless they are told and want it', async () => {
    const { client } = runtime;
    const lost = await openSession(runtime, 'team');
    assert.equal(await ask(runtime, lost, 'counting', 'one'), 'one 1');
    await client.post(`sessions/${lost}/suspend`);
    await waitForState(client, lost, 'suspended', 60);
    await new Docker({ socketPath: own.socketPath }).getVolume(`raworc_workspace_${lost}`).remove();
    await client.post(`sessions/${lost}/resume`);
    const session = await client.get<SessionView>(`sessions/${lost}/wait`, { state: 'idle', timeout: 60 });
    assert.deepEqual([session.state, session.reason], ['error', 'WorkspaceLost']);
    assert.match(session.hint ?? '', /empty workspace.*retry/);
    await client.post(`sessions/${lost}/retry`);
    await waitForState(client, lost, 'idle', 60);
    assert.equal(await ask(runtime, lost, 'counting', 'two'), 'two 1');
    const log = await client.get<{ items: readonly EventView[] }>(`sessions/${lost}/events`);
    assert.ok(
      log.items.some(({ type, data }) => type === 'session.init' && data['reason'] === 'WorkspaceReplaced'),
    );
    await client.request('DELETE', `sessions/${lost}`);
    await waitForState(client, lost, 'closed', 60);
  });

  it('that is another one is left alone until a person says so, because what is missing there is elsewhere', async () => {
    const other = await openEngine();
    use(other);
    await runtime.restart();
    const { conditions } = await runtime.client.get<SpaceView>('spaces/team');
    const stalled = conditions.find(({ type }) => type === 'Stalled');
    assert.equal(stalled?.reason, 'EngineChanged');
    assert.match(stalled.message, /\.$/);
    assert.notEqual(stalled.hint ?? '', '');
    const messages = await runtime.client.all<MessageView>(`sessions/${session}/messages`);
    assert.equal(messages.length, 6);
    const docker = createDockerEngine({ owner: 'base', socketPath: other.socketPath });
    assert.deepEqual([await docker.containers.list({}), await docker.volumes.list({})], [[], []]);
    await docker.close();

    use(own);
    await runtime.restart();
    assert.equal(await ask(runtime, session, 'counting', 'four'), 'four 4');
  });
});
