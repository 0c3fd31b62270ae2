// Whether a turn can begin in the moment its message is accepted, and what it takes: a session that rests in a container
// that this process is attached to, an agent that is configured there, and a place in the task runner.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Place } from '../../../state/tasks/place.ts';
import { hasBudgets } from '../budgets/judge.ts';
import { mustRollOver } from '../lifecycle/decide.ts';
import { factsOfSpace } from '../lifecycle/observe.ts';
import type { LinkRegistry, LiveLink } from '../links.ts';
import type { Decided, Routing } from '../routing/routing.ts';
import type { SpaceAgents } from '../routing/space-agents.ts';
import type { NewMessage } from '../sessions.ts';
import type { AtRest, SessionsAtRest } from './at-rest.ts';
import { isConfigured } from './conduct.ts';
import { HISTORY_ROWS } from './history.ts';
import { isReady } from './is-ready.ts';
import type { RecentMessages } from './recent-messages.ts';
import { configurationOf } from './worker-configuration.ts';

export interface PrepareDeps {
  readonly store: Pick<Store, 'sessions' | 'turns' | 'spaces' | 'agents' | 'messages'>;
  readonly routing: Routing;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly links: Pick<LinkRegistry, 'peek'>;
  readonly atRest: SessionsAtRest;
  readonly recent: RecentMessages;
  readonly reserve: () => Place | undefined;
}

/** All of it holds as long as the session's row has the version that it has here. */
export interface Prepared extends AtRest {
  readonly decided: Decided;
  readonly live: LiveLink;
  /** To be held or left by whoever is given it. */
  readonly place: Place;
}

/** Undefined where something is in the way: the long way, through the queue, finds it again and says what it is. */
export type PrepareTurn = (id: SessionId, message: NewMessage) => Promise<Prepared | undefined>;

export function createPrepare(deps: PrepareDeps): PrepareTurn {
  const { store, routing, secrets, links, atRest, recent, reserve } = deps;
  /** As read last: their agents can then be read at the same time. */
  const spaces = new Map<string, SpaceRow>();

  const decide = (
    space: SpaceRow,
    { row, newest }: AtRest,
    { content, agent }: NewMessage,
    agents: SpaceAgents | undefined,
  ): ReturnType<Routing['decide']> =>
    routing.decide(store, {
      space,
      session: row,
      content,
      requested: agent ?? null,
      ...lastSpeakerOf(newest),
      ...(agents === undefined ? {} : { agents }),
    });

  /** The row is read first: what comes after it changes it. */
  async function resting(id: SessionId): Promise<AtRest | undefined> {
    const kept = atRest.take(id);
    if (kept !== undefined) return kept;
    const row = await store.sessions.get(id);
    if (row === undefined || row.state !== 'idle' || !isReady(row)) return undefined;
    if (links.peek(id, row.containerId) === undefined) return undefined;
    if ((await store.turns.countUnfinished(id)) > 0) return undefined;
    return { row, newest: await recent(id) };
  }

  async function prepare(id: SessionId, message: NewMessage, place: Place): Promise<Prepared | undefined> {
    const rest = await resting(id);
    const live = rest && links.peek(id, rest.row.containerId);
    if (rest === undefined || live === undefined) return undefined;
    const { row } = rest;
    const space = spaces.get(row.space);
    const needsAll = row.agent === null && message.agent === undefined;
    const last = needsAll ? routing.lastAgentsOf(row.space) : undefined;
    const isKnown = space !== undefined && (!needsAll || last !== undefined);
    const [now, agents, expected] = await Promise.all([
      store.spaces.get(row.space),
      needsAll ? routing.agentsOf(store, row.space) : undefined,
      isKnown ? decide(space, rest, message, last) : undefined,
    ]);
    if (now === undefined || mustRollOver(row, factsOfSpace(now))) return undefined;
    // What is spent is looked at where the message is accepted.
    if (hasBudgets(now.spec as SpaceSpec)) return undefined;
    spaces.set(now.name, now);
    const isAsExpected = agents === last && now.specDigest === space?.specDigest;
    const decided =
      expected !== undefined && isAsExpected ? expected : await decide(now, rest, message, agents);
    // Nobody waits for a model before a message is accepted.
    if (decided.type === 'ask') return undefined;
    const { agent } = decided;
    const { command } = await configurationOf(agent, secrets);
    if (!isConfigured(live, command, factsOfSpace(now).rollout)) return undefined;
    return { ...rest, decided, live, place };
  }

  return async function prepareTurn(id, message) {
    const place = reserve();
    if (place === undefined) return undefined;
    const prepared = await prepare(id, message, place).catch(() => undefined);
    if (prepared === undefined) place.leave();
    return prepared;
  };
}

/** Nothing where it was said too long ago to be among them. */
function lastSpeakerOf(newest: readonly MessageRow[]): { readonly previous?: string | null } {
  const said = newest.findLast(({ role }) => role === 'agent');
  if (said !== undefined) return { previous: said.agent };
  return newest.length < HISTORY_ROWS ? { previous: null } : {};
}
