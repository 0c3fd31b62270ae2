// Gathers what routing needs from the store and as little of it as decides.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Route } from '../../../state/model/turn.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { agentNotFound, noAgent } from '../errors.ts';
import { candidatesOf, route, type RouteQuestion } from './route.ts';

export interface RouteInput {
  readonly session: Pick<SessionRow, 'space' | 'agent'>;
  readonly content: string;
  readonly requested: string | null;
  /** The session's space, where it was read already. */
  readonly space?: Pick<SpaceRow, 'spec'>;
}

export interface Decided {
  readonly route: Route;
  /** The agent that it leads to. */
  readonly agent: AgentRow;
}

type Tables = Pick<StoreTables, 'agents' | 'spaces'>;

/** Throws `AGENT_NOT_FOUND` for an agent that the request names and the space hasn't, `NO_AGENT` where nothing decides. */
export async function decideRoute(
  tables: Tables,
  { session, content, requested, space: known }: RouteInput,
): Promise<Decided> {
  const { space } = session;
  const asksDefault = requested === null && session.agent === null;
  const question: RouteQuestion = {
    content,
    requested,
    sessionAgent: session.agent,
    spaceDefault: asksDefault ? defaultOf(known ?? (await tables.spaces.get(space))) : null,
  };
  const agents = (await firstOf(tables, space, candidatesOf(question))) ?? (await tables.agents.list(space));
  const names = agents.map(({ name }) => name);
  const answer = route(question, names);
  switch (answer.type) {
    case 'routed': {
      const agent = agents.find(({ name }) => name === answer.route.agent);
      if (agent === undefined) throw agentNotFound(space, answer.route.agent, names);
      return { route: answer.route, agent };
    }
    case 'unknown':
      throw agentNotFound(space, answer.agent, names);
    case 'none':
      throw noAgent(space, names);
    default:
      return answer satisfies never;
  }
}

/** The first candidate that is there, for they come best first; undefined where none is. */
async function firstOf(
  tables: Tables,
  space: string,
  candidates: readonly string[],
): Promise<readonly AgentRow[] | undefined> {
  for (const name of candidates) {
    const agent = await tables.agents.get(space, name);
    if (agent !== undefined) return [agent];
  }
  return undefined;
}

/** The agent that the space names for messages that name none. */
export function defaultOf(space: Pick<SpaceRow, 'spec'> | undefined): string | null {
  return (space?.spec as SpaceSpec | undefined)?.routing?.default ?? null;
}
