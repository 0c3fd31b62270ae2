import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { replyOf, waitForState, waitForTurn } from '../../../cli/client/wait.ts';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

describe('a commit becomes an agent that answers', () => {
  let runtime: RealRuntime;
  before(async () => {
    runtime = await openRealRuntime();
  });
  after(() => runtime[Symbol.asyncDispose]());

  async function ask(id: string, content: string): Promise<string> {
    const turn = await runtime.client.post<TurnWithReplyView>(
      `sessions/${id}/messages`,
      { content },
      { wait: 20 },
    );
    return replyOf(await waitForTurn(runtime.client, id, turn, 60));
  }

  let session: SessionView;

  it('builds what was committed and answers, because that is the product', async () => {
    const { result } = await runtime.apply({
      ...space('team', 'routing: { default: echo }'),
      ...pythonAgent('team', 'echo', 'print("not in the reply")\nreturn "echo: " + message'),
      ...pythonAgent('team', 'loud', 'yield message.upper()\nyield "!"'),
    });
    assert.equal(result, 'converged');
    const created = await runtime.client.post<SessionView>('sessions', { space: 'team' });
    session = await waitForState(runtime.client, created.id, 'idle', 60);
    assert.equal(await ask(session.id, 'hello'), 'echo: hello');
    assert.equal(await ask(session.id, '@loud hello'), 'HELLO!');
  });

  it('gives the same session the changed agent, because sessions outlive deployments', async () => {
    const { result } = await runtime.apply(pythonAgent('team', 'echo', 'return "changed: " + message'));
    assert.equal(result, 'converged');
    assert.equal(await ask(session.id, '@echo hello'), 'changed: hello');
  });

  it('keeps the last good layer of an agent whose build fails, while others are updated', async () => {
    const { result } = await runtime.apply({
      ...pythonAgent('team', 'loud', 'return message + "?"'),
      'agents/echo/requirements.txt': 'this-package-does-not-exist-anywhere==1.0\n',
    });
    assert.equal(result, 'stuck');
    const view = await runtime.client.get<SpaceView>('spaces/team');
    const echo = view.agents.find(({ name }) => name === 'echo');
    assert.match(JSON.stringify(echo?.conditions), /this-package-does-not-exist-anywhere/);
    assert.equal(await ask(session.id, '@loud hello'), 'hello?');
    assert.equal(await ask(session.id, '@echo hello'), 'changed: hello');
  });

  it('goes on after a restart with its history and its container', async () => {
    await runtime.restart();
    assert.equal(await ask(session.id, '@echo still there'), 'changed: still there');
    const messages = await runtime.client.all<MessageView>(`sessions/${session.id}/messages`);
    assert.equal(
      messages.filter(({ role }) => role === 'user').length,
      messages.filter(({ role }) => role === 'agent').length,
    );
  });

  it('closes a session and says what is legal afterwards', async () => {
    await runtime.client.request('DELETE', `sessions/${session.id}`);
    const closed = await runtime.client.get<SessionView>(`sessions/${session.id}/wait`, {
      state: 'closed',
      timeout: 30,
    });
    assert.equal(closed.state, 'closed');
    await assert.rejects(ask(session.id, 'hello'), { code: 'SESSION_STATE' });
  });
});
