// Gathers what routing needs from the store, as little of it as decides, and says which agent answers.

import type { RoutingModel, RoutingSpec } from '../../../schemas/kinds/routing.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Route } from '../../../state/model/turn.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { agentNotFound, noAgent } from '../errors.ts';
import { namedBy, routeUnnamed, type ModelVerdict, type RouteQuestion } from './route.ts';
import { createRules, type FindRules } from './rules.ts';
import { createAgentsOfSpaces, type SpaceAgents } from './space-agents.ts';

export interface RouteInput {
  /** `id` null: no session is asked about. */
  readonly session: { readonly id: SessionId | null; readonly space: string; readonly agent: string | null };
  readonly content: string;
  readonly requested: string | null;
  /** What was read already; left out, it is read when it is needed. */
  readonly space?: Pick<SpaceRow, 'spec'>;
  readonly agents?: SpaceAgents;
  readonly previous?: string | null;
  /** What came of asking the model; left out, it was not asked yet. */
  readonly verdict?: ModelVerdict;
}

export interface Decided {
  readonly type: 'routed';
  readonly route: Route;
  /** The agent that it leads to. */
  readonly agent: AgentRow;
}

/** The model is to be asked, outside of every transaction. */
export interface ToAsk {
  readonly type: 'ask';
  readonly model: RoutingModel;
  readonly agents: SpaceAgents;
  readonly previous: string | null;
}

type Tables = Pick<StoreTables, 'agents' | 'spaces' | 'messages'>;

export interface Routing {
  /**
   * Throws `AGENT_NOT_FOUND` for an agent that the request names and the space hasn't, `NO_AGENT` where nothing decides.
   */
  decide(tables: Tables, input: RouteInput): Promise<Decided | ToAsk>;
  agentsOf(tables: Pick<Tables, 'agents'>, space: string): Promise<SpaceAgents>;
  /** As they were read last. */
  lastAgentsOf(space: string): SpaceAgents | undefined;
}

export function createRouting(): Routing {
  const agentsOfSpaces = createAgentsOfSpaces();
  const rulesOf = createRulesOfSpaces();

  async function decide(tables: Tables, input: RouteInput): Promise<Decided | ToAsk> {
    const { session, content, requested, verdict } = input;
    const { space } = session;
    const spec = requested === null ? routingOf(input.space ?? (await tables.spaces.get(space))) : undefined;
    const question: RouteQuestion = {
      content,
      requested,
      rules: rulesOf(space, spec?.rules),
      sessionAgent: session.agent,
      model: spec?.model?.when ?? null,
      previous: null,
      spaceDefault: spec?.default ?? null,
      ...(verdict === undefined ? {} : { verdict }),
    };
    for (const named of namedBy(question)) {
      const agent = await tables.agents.get(space, named.agent);
      if (agent !== undefined) return { type: 'routed', route: { ...named, confidence: 1 }, agent };
    }
    const agents = input.agents ?? (await agentsOfSpaces.read(tables, space));
    if (requested !== null) throw agentNotFound(space, requested, agents.names);
    const previous = agents.names.length > 1 ? await previousOf(tables, input) : null;
    const answer = routeUnnamed({ ...question, previous }, agents);
    switch (answer.type) {
      case 'routed': {
        const agent = await tables.agents.get(space, answer.route.agent);
        if (agent === undefined) throw agentNotFound(space, answer.route.agent, agents.names);
        return { type: 'routed', route: answer.route, agent };
      }
      case 'ask':
        if (spec?.model === undefined) throw noAgent(space, agents.names);
        return { type: 'ask', model: spec.model, agents, previous };
      case 'unknown':
      case 'none':
        throw noAgent(space, agents.names, verdict?.type === 'failed' ? verdict.fallback.message : undefined);
      default:
        return answer satisfies never;
    }
  }

  return {
    decide,
    agentsOf: (tables, space) => agentsOfSpaces.read(tables, space),
    lastAgentsOf: (space) => agentsOfSpaces.last(space),
  };
}

async function previousOf({ messages }: Tables, { session, previous }: RouteInput): Promise<string | null> {
  if (previous !== undefined) return previous;
  return session.id === null ? null : ((await messages.lastSpeaker(session.id)) ?? null);
}

export function routingOf(space: Pick<SpaceRow, 'spec'> | undefined): RoutingSpec | undefined {
  return (space?.spec as SpaceSpec | undefined)?.routing;
}

/** Rules are read once as long as they stay the same. */
function createRulesOfSpaces(): (space: string, rules: RoutingSpec['rules']) => FindRules {
  const kept = new Map<string, { readonly text: string; readonly find: FindRules }>();
  return (space, rules = []) => {
    if (rules.length === 0) {
      kept.delete(space);
      return none;
    }
    const text = JSON.stringify(rules);
    const known = kept.get(space);
    if (known?.text === text) return known.find;
    const find = createRules(rules);
    kept.set(space, { text, find });
    return find;
  };
}

const none: FindRules = () => [];
