// From a task that was claimed to a turn that runs, wherever a predecessor left it: the session must be ready, and the agent
// configured in its container.

import { isUnderWay } from '../../../state/model/condition.ts';
import { turnHasEnded } from '../../../state/model/turn.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { MessageId, SessionId } from '../../../state/model/ids.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TaskRow } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { Checkpoint } from '../checkpoints.ts';
import { agentNotFound } from '../errors.ts';
import { sessionReached } from '../budgets/reached.ts';
import { lastHeir } from '../hops/handed-over.ts';
import { mustRollOver } from '../lifecycle/decide.ts';
import { spaceFacts } from '../lifecycle/observe.ts';
import type { LinkRegistry } from '../links.ts';
import type { EditSession } from '../session-edit.ts';
import { beginTurn } from './begin.ts';
import type { BegunTurn } from './begun-turn.ts';
import { configure, isConfigured } from './conduct.ts';
import { isReady } from './is-ready.ts';
import type { RecentMessages } from './recent-messages.ts';
import type { RouteTurn } from './route-turn.ts';
import { turnOfTask } from './turn-payload.ts';
import { configurationOf } from './worker-configuration.ts';

export interface BeginClaimedDeps {
  readonly store: Store;
  readonly edit: EditSession;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly links: Pick<LinkRegistry, 'ensure'>;
  readonly recent: RecentMessages;
  readonly routeTurn: RouteTurn;
  /** What must not appear in what this agent prints in this session. */
  readonly hide: (id: SessionId, agent: string, values: readonly string[]) => void;
  /** Throws where the workspace holds more than it may. */
  readonly requireRoom: (id: SessionId) => Promise<void>;
  readonly checkpoint: Checkpoint;
}

export type Beginning =
  | { readonly type: 'begun'; readonly begun: BegunTurn }
  /** It needs nobody any more. */
  | { readonly type: 'over' }
  /** The session needs something first; `isNudged` where it does not get it by itself. */
  | { readonly type: 'not-ready'; readonly isNudged: boolean }
  /** Its agent is on its way into the space's image. */
  | { readonly type: 'being-built' }
  /** Its budget is reached: it waits until there is something left. */
  | { readonly type: 'over-budget' }
  /** Its agent has enough to do; the end of a turn wakes it. */
  | { readonly type: 'full' }
  /** Session or turn went another way meanwhile: look again. */
  | { readonly type: 'moved' };

export type BeginClaimed = (task: TaskRow, signal: AbortSignal) => Promise<Beginning>;

export function createBeginClaimed(deps: BeginClaimedDeps): BeginClaimed {
  const { store, checkpoint } = deps;

  /** What a person said that made agents make this turn. */
  async function messageAbove(turn: TurnRow): Promise<MessageId> {
    const parent = turn.parentId === null ? undefined : await store.turns.get(turn.parentId);
    return parent === undefined ? turn.messageId : messageAbove(parent);
  }

  return async function beginClaimed(task, signal) {
    const { turnId, sessionId, space, agent: known, by, timeoutSeconds: limit } = turnOfTask(task);
    const [head, row, expected, newest, facts] = await Promise.all([
      store.turns.get(turnId),
      store.sessions.get(sessionId),
      known === '' ? undefined : store.agents.get(space, known),
      deps.recent(sessionId),
      spaceFacts(store, space),
    ]);
    if (head === undefined || row === undefined || turnHasEnded(head.state)) return { type: 'over' };
    const turn = await lastHeir(store, head);
    if (turn.route === null) {
      await deps.routeTurn(turn, row, signal);
      return { type: 'moved' };
    }
    const name = turn.route.agent;
    const agent = expected?.name === name ? expected : await store.agents.get(space, name);
    if (!isReady(row)) return { type: 'not-ready', isNudged: row.state !== 'error' };
    const isReplaced = turn.state === 'queued' && facts !== undefined && mustRollOver(row, facts);
    if (isReplaced) return { type: 'not-ready', isNudged: true };
    if (agent === undefined) throw agentNotFound(space, name, []);
    if (agent.goodManifest === null && isUnderWay(agent.conditions)) return { type: 'being-built' };
    if (facts?.hasBudgets === true && turn.state === 'queued' && turn.via === 'message') {
      const reached = await sessionReached(store, row, deps.clock.now());
      if (reached !== undefined) return { type: 'over-budget' };
    }
    const live = await deps.links.ensure(row, { signal });
    if (turn.state === 'queued') await deps.requireRoom(sessionId);
    const configuration = await configurationOf(agent, deps.secrets);
    deps.hide(sessionId, name, configuration.secretValues);
    if (!isConfigured(live, configuration.command, facts?.rollout))
      await configure(live, configuration, { signal });
    await checkpoint('turn.configured');
    const { containerId } = live;
    const written =
      turn.state === 'queued'
        ? await beginTurn(deps.edit, { seen: row, turn, agent, containerId })
        : ({ type: 'begun', turn, row, isOnly: false } as const);
    if (written.type !== 'begun') return written;
    const { type, ...begun } = written;
    const said = newest.find(({ id }) => id === turn.messageId) ?? (await store.messages.get(turn.messageId));
    const content = said?.content ?? '';
    const timeoutSeconds = limit && Math.min(limit, configuration.command.timeout_seconds);
    const words = { by, content, timeoutSeconds };
    const asked = turn.via === 'message' ? undefined : await messageAbove(turn);
    return {
      type,
      begun: { ...begun, agent: name, live, ...words, newest, isAlone: false, ...(asked && { asked }) },
    };
  };
}
