// The process is killed at every named point between store and engine, and the next one goes on: nothing that was accepted
// is lost, nothing is answered twice or run twice, and nothing is left over.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { sessionCheckpoints, type SessionCheckpoint } from '../../../runtime/sessions/checkpoints.ts';
import { KIND_LABEL, workspaceName } from '../../../runtime/sessions/names.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { AskModel } from '../../../runtime/sessions/routing/model/ask-model.ts';
import { createWorld, type Instance, type World } from './world.ts';

/** Writes down that it was asked, and says so in pieces; asks its colleague, hands over to it, or never comes to an end. */
const DIARY = `
import http.client, json, os, socket, time

def request(path, body):
    connection = http.client.HTTPConnection("session")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.environ["RAWORC_SOCKET"])
    connection.request("POST", path, json.dumps(body))
    return json.loads(connection.getresponse().read())

def process_message(message, context):
    with open(os.path.join(context["workspace"], "diary"), "a") as diary:
        diary.write("%s attempt %d\\n" % (message, context["attempt"]))
    if message == "endless":
        time.sleep(600)
    if message == "ask":
        assert request("/ask", {"agent": "other", "message": "asked"})["content"] == "you said asked"
    if message == "hand over" and context["agent"] == "diary":
        request("/handoff", {"agent": "other"})
    yield "you said "
    time.sleep(0.05)
    yield message
`;

const WAIT = { timeoutMs: 20_000 };

/** Somebody who talks to whichever process lives, and asks again, with the same key, when it died in mid-answer. */
interface Client {
  act<T>(work: (instance: Instance) => Promise<T>): Promise<T>;
  say(id: SessionId, message: string): Promise<void>;
  readonly deaths: () => number;
  stop(): Promise<void>;
}

async function createClient(world: World, fatal: SessionCheckpoint): Promise<Client> {
  let deaths = 0;
  let died = Promise.withResolvers<'died'>();
  let wasStillborn = false;
  const askModel: AskModel = () =>
    Promise.resolve({ type: 'chosen', agent: 'diary', confidence: 1, reason: '' });
  let instance = await world.start({
    askModel,
    async checkpoint(name) {
      if (name === 'session.container-started' && !wasStillborn) {
        wasStillborn = true;
        const containers = await world.engine.containers.list({ [KIND_LABEL]: 'session' });
        for (const { id } of containers) world.engine.killContainer(id);
      }
      if (name !== fatal || deaths > 0) return;
      deaths += 1;
      // Not awaited: the point where it dies is itself under way.
      void instance.kill().then(() => died.resolve('died'));
    },
  });

  async function act<T>(work: (instance: Instance) => Promise<T>): Promise<T> {
    for (;;) {
      const outcome = await Promise.race([work(instance).then((value) => ({ value })), died.promise]);
      if (outcome !== 'died') return outcome.value;
      died = Promise.withResolvers();
      instance = await world.start({ askModel });
    }
  }

  return {
    act,
    deaths: () => deaths,
    async say(id, message) {
      await act(async ({ sessions }) => {
        const { turn } = await sessions.send(id, { content: message, by: 'admin', idempotencyKey: message });
        const { reply } = await sessions.waitTurn(turn.id, WAIT);
        assert.equal(reply?.content, `you said ${message}`);
      });
    },
    stop: () => instance.stop(),
  };
}

/** A life in which every point is passed. */
async function live(world: World, { act, say }: Client): Promise<SessionId> {
  const { id } = await act(({ sessions }) =>
    sessions.create({ space: world.space, by: 'admin', idempotencyKey: 'session' }),
  );
  const reach = (state: 'idle' | 'paused' | 'suspended') =>
    act(async ({ sessions }) => {
      const row = await sessions.waitState(id, [state], WAIT);
      assert.equal(row.state, state, `${row.reason}: ${row.message}`);
      return row;
    });
  const ask = (request: 'pause' | 'suspend') => act(({ sessions }) => sessions.request(id, request, 'admin'));

  // Its first container ended before it was ready.
  await act(async ({ sessions }) => {
    const { state } = await sessions.waitState(id, ['idle', 'error'], WAIT);
    if (state === 'error') await sessions.request(id, 'retry', 'admin');
  });
  await say(id, 'first');
  const endless = await act(({ sessions }) =>
    sessions.send(id, { content: 'endless', by: 'admin', idempotencyKey: 'endless' }),
  );
  await act(async ({ sessions }) => {
    while (!world.workspaceFile(id, 'diary').includes('endless')) await setImmediate();
    const { turn } = await sessions.cancelTurn(endless.turn.id, 'admin');
    assert.equal(turn.state, 'cancelled');
  });
  await say(id, 'after a cancellation');
  await say(id, 'ask');
  await say(id, 'hand over');
  const fork = async (key: string): Promise<void> => {
    const [made] = await act(({ sessions }) => sessions.fork(id, { by: 'admin', idempotencyKey: key }));
    assert.ok(made);
    const until = (state: 'idle' | 'closed') =>
      act(async ({ sessions }) => {
        const row = await sessions.waitState(made.id, [state, 'error'], WAIT);
        assert.equal(row.state, state, `${row.reason}: ${row.message}`);
      });
    await until('idle');
    assert.equal(world.workspaceFile(made.id, 'diary'), world.workspaceFile(id, 'diary'));
    const ids = (await world.store.sessions.forksOf(id)).map((row) => row.idempotencyKey);
    assert.equal(ids.filter((taken) => taken === key).length, 1, 'it was made once');
    await act(({ sessions }) => sessions.request(made.id, 'close', 'admin'));
    await until('closed');
  };
  await fork('fork');
  await ask('pause');
  await reach('paused');
  await say(id, 'after a pause');
  await ask('suspend');
  await reach('suspended');
  await say(id, 'after a suspension');

  const image = await world.image('two');
  await act(async ({ nudge, sessions }) => {
    nudge(id);
    for (;;) {
      const row = await sessions.waitState(id, ['idle'], WAIT);
      if (row.image === image) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  await say(id, 'on a new image');

  const { containerId } = await reach('idle');
  world.engine.killContainer(containerId ?? '');
  await say(id, 'after a loss');

  await world.declareRouting({
    model: { provider: 'openai', model: 'small', timeout: '5s', when: 'always' },
  });
  await say(id, 'by a model');

  const until = () => ({ signal: AbortSignal.timeout(WAIT.timeoutMs) });
  const archive = await act(async ({ runtime }) => buffer(await runtime.workspaces.export(id, until())));
  const imported = await act(({ runtime }) =>
    runtime.workspaces.import({ space: world.space, by: 'admin' }, Readable.from([archive]), until()),
  );
  await act(({ sessions }) => sessions.waitState(imported.id, ['idle'], WAIT));
  assert.equal(world.workspaceFile(imported.id, 'diary'), world.workspaceFile(id, 'diary'));
  for (const row of await world.store.sessions.open(world.space)) {
    if (row.id === id) continue;
    // Whoever asked for it never heard of it. One that is half-way is found by the sweep, which takes its time.
    if (row.awaits === 'import') await world.store.sessions.change(row.id, row, { deadlineAt: 1 });
    else await act(({ sessions }) => sessions.request(row.id, 'close', 'admin'));
    await act(async ({ nudge, sessions }) => {
      nudge(row.id);
      assert.equal((await sessions.waitState(row.id, ['closed'], WAIT)).state, 'closed');
    });
  }

  const prune = async (session: SessionId): Promise<void> => {
    await act(({ runtime }) => runtime.control.prune(session));
    await act(({ sessions }) => sessions.waitState(session, ['closed'], WAIT));
    assert.ok(await world.engine.volumes.inspect(workspaceName(session)), 'it is kept');
  };
  await prune(id);
  await act(({ sessions }) => sessions.reopen(id, { by: 'admin' }));
  await reach('idle');
  await say(id, 'had back');

  const { id: unwanted } = await act(({ sessions }) =>
    sessions.create({ space: world.space, by: 'admin', idempotencyKey: 'unwanted' }),
  );
  await act(({ sessions }) => sessions.waitState(unwanted, ['idle'], WAIT));
  await prune(unwanted);
  await act(({ sessions }) => sessions.request(unwanted, 'close', 'admin'));
  await act(async ({ nudge }) => {
    nudge(unwanted);
    while ((await world.store.sessions.get(unwanted))?.keptUntil !== null) await setImmediate();
  });

  await act(async ({ sessions }) => {
    await sessions.request(id, 'close', 'admin');
    const { state } = await sessions.waitState(id, ['closed'], WAIT);
    assert.equal(state, 'closed');
  });
  return id;
}

/** What the message and what came of it make the agents write down. */
function withHop(message: string): readonly string[] {
  if (message === 'ask') return ['ask', 'asked'];
  return message === 'hand over' ? [message, message] : [message];
}

// Each has a world of its own, and most of the time it waits.
describe('a process that is killed', { concurrency: 4 }, () => {
  for (const name of sessionCheckpoints) {
    test(`at ${name}, leaves what the next one finishes`, async () => {
      const world = await createWorld();
      try {
        await world.agent('diary', DIARY);
        await world.agent('other', DIARY);
        await world.declareRouting({ default: 'diary' });
        const client = await createClient(world, name);
        const id = await live(world, client);
        assert.equal(client.deaths(), 1, 'the point was passed');
        const said = [
          'first',
          'endless',
          'after a cancellation',
          'ask',
          'hand over',
          'after a pause',
          'after a suspension',
          'on a new image',
          'after a loss',
          'by a model',
          'had back',
        ];
        const messages = await world.store.messages.list(id, { limit: 100 });
        assert.deepEqual(
          messages.map(({ role, content }) => `${role}: ${content}`),
          said.flatMap((message) => [
            `user: ${message}`,
            ...(message === 'endless' ? [] : [`agent: you said ${message}`]),
          ]),
          'each message that was not taken back has exactly one reply',
        );
        assert.equal(
          world.workspaceFile(id, 'diary'),
          said.flatMap((message) => withHop(message).map((each) => `${each} attempt 1\n`)).join(''),
          'each ran exactly once',
        );
        const used = await world.store.usage.hours(id, 0);
        const sum = (name: 'turns' | 'failed') => used.reduce((all, hour) => all + hour[name], 0);
        const ran = said.flatMap(withHop);
        assert.deepEqual([sum('turns'), sum('failed')], [ran.length, 1], 'each is added up once');
        await client.stop();
        assert.deepEqual(await world.leftovers(), [], 'nothing is left on the engine');
      } finally {
        await world.end();
      }
    });
  }
});
