// The port `Hands`: finds the session's container, and begins one of the programs of `supervisor/container/hands` in it.

import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Containers, RunningExec } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import { agentNotFound, notAwake } from '../errors.ts';
import type { EditSession } from '../session-edit.ts';
import type { Sessions } from '../sessions.ts';
import { SUPERVISOR_MOUNT } from '../supervisor/payload.ts';
import { configurationOf } from '../turns/worker-configuration.ts';
import type { Asking, Command, Hands } from './hands.ts';
import { createRelays } from './relays.ts';
import { runToEnd } from './run-to-end.ts';
import { beginCommand } from './running-command.ts';

export interface HandsDeps {
  readonly sessions: Pick<Sessions, 'get' | 'request' | 'waitState' | 'attach'>;
  readonly store: Pick<Store, 'agents'>;
  readonly edit: EditSession;
  readonly containers: Pick<Containers, 'openExec'>;
}

const WORKSPACE = '/session';
const WAKE_MS = 120_000;
/** Of a command, in the event log. */
const MOST_SHOWN = 1000;

const program = (name: string): readonly string[] => [
  'python3',
  '-I',
  '-S',
  `${SUPERVISOR_MOUNT}/hands/${name}.py`,
];

const isAwake = ({ state, target, containerId }: SessionRow): boolean =>
  (state === 'idle' || state === 'busy') && target === 'running' && containerId !== null;

export function createHands({ sessions, store, edit, containers }: HandsDeps): Hands {
  const relays = createRelays((containerId) => containers.openExec(containerId, program('relay')));

  /** The session's row, whose container runs. */
  async function awaken(id: SessionId, { wake, by, signal }: Asking, what: string): Promise<SessionRow> {
    let row = await sessions.get(id);
    if (isAwake(row)) return row;
    if (wake && row.state !== 'error' && row.state !== 'closed') {
      if (row.state !== 'init') await sessions.request(id, 'resume', by);
      row = await sessions.waitState(id, ['idle', 'busy', 'error'], { timeoutMs: WAKE_MS, signal });
      if (isAwake(row)) return row;
    }
    throw notAwake(id, row.state, what);
  }

  /** Where the container stopped meanwhile, the session's state is what there is to say. */
  async function inContainer<T>(id: SessionId, what: string, begin: () => Promise<T>): Promise<T> {
    try {
      return await begin();
    } catch (thrown) {
      if (!isEngineError(thrown, 'CONTAINER_NOT_RUNNING', 'CONTAINER_NOT_FOUND')) throw thrown;
      throw notAwake(id, (await sessions.get(id)).state, what);
    }
  }

  const log = (id: SessionId, by: string, event: SessionEvent): Promise<unknown> =>
    edit(id, by, (session) => session.log(event));

  /** The place and environment of an agent's worker, but for its secrets. */
  async function agentOf(space: string, name: string) {
    const agent = await store.agents.get(space, name);
    if (agent === undefined) {
      const known = await store.agents.list(space);
      throw agentNotFound(
        space,
        name,
        known.map((row) => row.name),
      );
    }
    const none = { open: async () => ({ values: {}, missing: [] }) };
    const { dir, env } = (await configurationOf(agent, none)).command;
    const tools = [`${dir}/.venv/bin`, `${dir}/node_modules/.bin`];
    return { workdir: dir, tools, env: { ...env, RAWORC_AGENT: name } };
  }

  const open: Hands['open'] = async (id, wanted, asking) => {
    const { space, containerId } = await awaken(id, asking, 'a command');
    const agent = wanted.agent === undefined ? undefined : await agentOf(space, wanted.agent);
    await log(id, asking.by, { type: 'session.exec', data: shown(wanted) });
    const running: RunningExec = await inContainer(id, 'a command', () =>
      containers.openExec(containerId ?? '', program('run'), asking),
    );
    asking.signal.addEventListener('abort', () => running.end(), { once: true });
    if (asking.signal.aborted) running.end();
    sessions.attach(id, untilOver(asking.signal, running.closed));
    return beginCommand(id, running, {
      command: wanted.command,
      workspace: WORKSPACE,
      workdir: wanted.workdir ?? agent?.workdir ?? WORKSPACE,
      tools: agent?.tools ?? [],
      env: { ...agent?.env, ...wanted.env },
      terminal: wanted.terminal ?? null,
    });
  };

  return {
    async awake(id, asking, what) {
      await awaken(id, asking, what);
    },
    open,
    run: (id, { stdin, timeoutMs, maxBytes, ...command }, asking) =>
      runToEnd(() => open(id, command, asking), { stdin, timeoutMs, maxBytes }),

    async reach(id, ports, asking) {
      const { containerId } = await awaken(id, asking, 'a connection');
      const { relay, isFirst } = await inContainer(id, 'a connection', () =>
        relays.hold(containerId ?? '', asking.signal),
      );
      if (isFirst) await log(id, asking.by, { type: 'session.forward', data: { ports } });
      sessions.attach(id, untilOver(asking.signal, relay.closed));
      return relay;
    },
  };
}

function shown({ command, terminal, agent }: Command) {
  const whole = command.join(' ');
  return {
    command: whole.length > MOST_SHOWN ? `${whole.slice(0, MOST_SHOWN)}…` : whole,
    terminal: terminal !== undefined,
    ...(agent === undefined ? {} : { agent }),
  };
}

/** Aborts with the signal, and when it is over anyhow. */
function untilOver(signal: AbortSignal, over: Promise<void>): AbortSignal {
  const ended = new AbortController();
  void over.then(() => ended.abort());
  return AbortSignal.any([signal, ended.signal]);
}
