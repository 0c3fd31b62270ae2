// Gathers what routing needs from the store and as little of it as decides.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Route } from '../../../state/model/turn.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { agentNotFound, noAgent } from '../errors.ts';
import { candidatesOf, route, type RouteQuestion } from './route.ts';

export interface RouteInput {
  readonly session: Pick<SessionRow, 'space' | 'agent'>;
  readonly content: string;
  readonly requested: string | null;
}

type Tables = Pick<StoreTables, 'agents' | 'spaces'>;

/** Throws `AGENT_NOT_FOUND` for an agent that the request names and the space hasn't, `NO_AGENT` where nothing decides. */
export async function decideRoute(
  tables: Tables,
  { session, content, requested }: RouteInput,
): Promise<Route> {
  const { space } = session;
  const question: RouteQuestion = {
    content,
    requested,
    sessionAgent: session.agent,
    spaceDefault: requested === null && session.agent === null ? await defaultOf(tables, space) : null,
  };
  const known: string[] = [];
  for (const name of candidatesOf(question)) {
    const agent = await tables.agents.get(space, name);
    if (agent === undefined) continue;
    known.push(name);
    // The candidates come best first.
    break;
  }
  const agents = known.length > 0 ? known : await namesOf(tables, space);
  const answer = route(question, agents);
  switch (answer.type) {
    case 'routed':
      return answer.route;
    case 'unknown':
      throw agentNotFound(space, answer.agent, agents);
    case 'none':
      throw noAgent(space, agents);
    default:
      return answer satisfies never;
  }
}

async function defaultOf(tables: Tables, space: string): Promise<string | null> {
  const row = await tables.spaces.get(space);
  return (row?.spec as SpaceSpec | undefined)?.routing?.default ?? null;
}

async function namesOf(tables: Tables, space: string): Promise<readonly string[]> {
  return (await tables.agents.list(space)).map(({ name }) => name);
}
