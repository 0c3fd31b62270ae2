// The operations of a random life, as fast-check commands: what people ask, what agents do, and what befalls containers,
// processes and the engine.

import * as fc from 'fast-check';
import type { SessionRequest } from '../../../../state/model/session-state.ts';
import { strategies } from '../../../../state/model/turn.ts';
import { checkSession } from './invariants.ts';
import type { SessionWorld } from '../session-world.ts';
import { attempt, sessionOf, type Life } from './life.ts';
import type { Model } from './model.ts';

type AnyLife = Life;
export type LifeCommand<L extends AnyLife = AnyLife> = fc.AsyncCommand<Model, L>;

/** `act` is given a random number's session; without one nothing happens. */
export function command<L extends AnyLife>(name: string, act: (life: L) => Promise<unknown>): LifeCommand<L> {
  return {
    check: () => true,
    async run(model, life) {
      model.operations += 1;
      await act(life);
    },
    toString: () => name,
  };
}

/** What the agent `echo` does with each: see `ECHO`. */
export const MESSAGES = ['quick', 'slow', 'long', 'ask', 'hand', 'die', 'fail'] as const;

/** One takes a message at a time, the other three. */
const AGENTS = ['echo', 'crowd'] as const;

/** What the agents of all random lives do; they ask the one called `other`, and hand over to it. */
const ECHO = `
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
    if message.startswith("slow"):
        time.sleep(0.05)
    if message.startswith("long"):
        for piece in range(20):
            yield ""
            time.sleep(0.02)
    if message.startswith("ask"):
        request("/ask", {"agent": "other", "message": "slow " + message, "turn": context["turn_id"]})
    if message.startswith("hand") and context["agent"] == "echo":
        request("/handoff", {"agent": "other"})
    if message.startswith("die"):
        os._exit(7)
    if message.startswith("fail"):
        raise ValueError("as asked")
    yield "echo "
    yield message
`;

export async function declareAgents({ agent }: Pick<SessionWorld, 'agent'>): Promise<void> {
  await agent('echo', ECHO);
  await agent('other', ECHO);
  await agent('crowd', ECHO, { concurrency: 3 });
}

const session = fc.nat({ max: 7 });

const created = fc.constant(
  command('create', async (life) => {
    const { world, instance, sessions } = life;
    const row = await attempt(life, 'create', () =>
      instance.sessions.create({ space: world.space, agent: 'echo', by: 'admin' }),
    );
    if (row !== undefined) sessions.push(row.id);
  }),
);

const sent = fc
  .record({
    number: session,
    kind: fc.constantFrom(...MESSAGES),
    strategy: fc.constantFrom(...strategies),
    agent: fc.constantFrom(...AGENTS),
    again: fc.boolean(),
  })
  .map(({ number, kind, strategy, agent, again }) =>
    command(`send ${kind} to ${agent} in ${number}, ${strategy}${again ? ', twice' : ''}`, async (life) => {
      const id = sessionOf(life, number);
      if (id === undefined) return;
      const content = `${kind} ${life.accepted.length}`;
      const message = { content, strategy, agent, by: 'admin', idempotencyKey: content };
      const send = () => attempt(life, `send ${strategy}`, () => life.instance.sessions.send(id, message));
      const views = await Promise.all(again ? [send(), send()] : [send()]);
      const turns = new Set(views.flatMap((view) => (view === undefined ? [] : [view.turn.id])));
      if (turns.size > 1) throw new Error(`One idempotency key made ${turns.size} turns.`);
      for (const turn of turns) life.accepted.push({ session: id, turn, content });
    }),
  );

const asked = fc
  .record({
    number: session,
    request: fc.constantFrom<SessionRequest>('pause', 'resume', 'suspend', 'retry'),
  })
  .map(({ number, request }) =>
    command(`${request} ${number}`, async (life) => {
      const id = sessionOf(life, number);
      if (id === undefined) return;
      await attempt(life, request, () => life.instance.sessions.request(id, request, 'admin'));
    }),
  );

const closed = session.map((number) =>
  command(`close ${number}`, async (life) => {
    const id = sessionOf(life, number);
    if (id === undefined) return;
    await attempt(life, 'close', () => life.instance.sessions.request(id, 'close', 'admin'));
  }),
);

const cancelled = session.map((number) =>
  command(`cancel the newest turn of ${number}`, async (life) => {
    const id = sessionOf(life, number);
    const newest = life.accepted.findLast((each) => each.session === id);
    if (newest === undefined) return;
    await attempt(life, 'cancel', () => life.instance.sessions.cancelTurn(newest.turn, 'admin'));
  }),
);

const looked = session.map((number) =>
  command(`look at ${number}`, async (life) => {
    const id = sessionOf(life, number);
    if (id !== undefined) await checkSession(life.world.store, id);
  }),
);

/** Long enough for something to happen, until the session is somewhere where it may stay. */
const settled = session.map((number) =>
  command(`wait for ${number}`, async (life) => {
    const id = sessionOf(life, number);
    if (id === undefined) return;
    const lasting = ['idle', 'paused', 'suspended', 'error', 'closed'] as const;
    const row = await life.instance.sessions.waitState(id, lasting, { timeoutMs: 30_000 });
    if (!(lasting as readonly string[]).includes(row.state))
      throw new Error(`The session ${id} has been ${row.state} (${row.reason}) for half a minute.`);
  }),
);

const forked = fc
  .record({ number: session, count: fc.integer({ min: 1, max: 2 }) })
  .map(({ number, count }) =>
    command(`fork ${number} ${count} times`, async (life) => {
      const id = sessionOf(life, number);
      if (id === undefined) return;
      const forks = await attempt(life, 'fork', () =>
        life.instance.sessions.fork(id, { count, by: 'admin' }),
      );
      for (const fork of forks ?? []) life.sessions.push(fork.id);
    }),
  );

const processKilled = fc.constant(
  command('kill -9 the runtime, and start another', async (life) => {
    await life.instance.kill();
    life.instance = await life.world.start();
  }),
);

/** One that the engine does not answer is made up for by the next. */
export const resync = (life: AnyLife): Promise<unknown> =>
  attempt(life, 'resync', () => life.instance.resync());

const resynced = fc.constant(command('resync', resync));

const containerLost = fc
  .record({ number: session, how: fc.constantFrom('kill', 'remove', 'stop', 'pause') })
  .map(({ number, how }) =>
    command(`${how} the container of ${number} behind our back`, async (life) => {
      const id = sessionOf(life, number);
      const row = id && (await life.world.store.sessions.get(id));
      if (!row?.containerId) return;
      const { containers } = life.world.engine;
      const done =
        how === 'kill'
          ? containers.kill(row.containerId, 'SIGKILL')
          : how === 'remove'
            ? containers.remove(row.containerId)
            : how === 'stop'
              ? containers.stop(row.containerId)
              : containers.pause(row.containerId);
      // It may be gone, or not running.
      await done.catch(() => undefined);
    }),
  );

/** A life in which everything is closed soon would be short. */
const often = [
  { times: 8, of: [sent] },
  { times: 4, of: [asked] },
  { times: 3, of: [created] },
  { times: 2, of: [settled, looked, forked] },
  { times: 1, of: [closed, cancelled, processKilled, resynced, containerLost] },
];

export const ordinaryLife = often.flatMap(({ times, of }) => Array.from({ length: times }, () => of).flat());
