// Who would answer a message and why, with how every agent of the space fits. Nothing is written and no agent runs; a model is
// asked as it would be.

import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Route } from '../../../state/model/turn.ts';
import type { Store } from '../../../state/store/store.ts';
import { sessionElsewhere, sessionNotFound, spaceNotFound } from '../errors.ts';
import type { Ranked } from './lexical.ts';
import type { AskModel } from './model/ask-model.ts';
import type { ModelVerdict } from './route.ts';
import { routingOf, type Routing } from './routing.ts';

export interface RouteAsked {
  readonly content: string;
  /** In whose course it would be said. */
  readonly session?: SessionId;
  /** Named by the request. */
  readonly agent?: string;
  /** False: the decision is made as if the space's model did not answer. */
  readonly model?: boolean;
}

export interface RouteExplained {
  /** Null where nothing decides; then `problem` says what sending it would. */
  readonly decision: Route | null;
  readonly problem: Pick<RaworcError, 'code' | 'message' | 'hint'> | null;
  /** All agents of the space, best first by the words that they share with the message. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate extends Ranked {
  /** It answered last in the session. */
  readonly isPrevious: boolean;
  readonly isDefault: boolean;
}

/** Throws `SPACE_NOT_FOUND`, `SESSION_NOT_FOUND`, `SESSION_ELSEWHERE`, and `AGENT_NOT_FOUND` for the agent that it names. */
export type ExplainRoute = (space: string, asked: RouteAsked) => Promise<RouteExplained>;

export interface ExplainDeps {
  readonly store: Store;
  readonly routing: Routing;
  readonly askModel: AskModel;
}

const notAsked: ModelVerdict = {
  type: 'failed',
  fallback: { from: 'model', code: 'MODEL_NOT_ASKED', message: 'The model was left out.' },
};

export function createExplainRoute({ store, routing, askModel }: ExplainDeps): ExplainRoute {
  async function sessionOf(space: string, id: SessionId | undefined) {
    if (id === undefined) return { id: null, space, agent: null };
    const session = await store.sessions.get(id);
    if (session === undefined || session.warm) throw sessionNotFound(id);
    if (session.space !== space) throw sessionElsewhere(id, session.space);
    return session;
  }

  return async function explain(space, { content, session: id, agent, model = true }) {
    const row = await store.spaces.get(space);
    if (row === undefined) {
      const spaces = await store.spaces.list();
      const names = spaces.map(({ name }) => name);
      throw spaceNotFound(space, names);
    }
    const session = await sessionOf(space, id);
    const previous = session.id === null ? null : ((await store.messages.lastSpeaker(session.id)) ?? null);
    const agents = await routing.agentsOf(store, space);
    const input = { session, content, requested: agent ?? null, space: row, agents, previous };

    async function decide(): Promise<Route> {
      const first = await routing.decide(store, input);
      if (first.type === 'routed') return first.route;
      const question = { space, model: first.model, agents: agents.profiles, previous, content };
      const verdict = model ? await askModel(question) : notAsked;
      const second = await routing.decide(store, { ...input, verdict });
      if (second.type === 'ask') throw new Error('A model that was asked is not asked again.');
      return second.route;
    }

    const decided = await decide().catch((thrown: unknown) => {
      if (thrown instanceof RaworcError && thrown.code === 'NO_AGENT') return thrown;
      throw thrown;
    });
    const spaceDefault = routingOf(row)?.default;
    return {
      decision: decided instanceof RaworcError ? null : decided,
      problem: decided instanceof RaworcError ? decided : null,
      candidates: agents.rank(content).map(({ agent, score, words }) => ({
        agent,
        score,
        words,
        isPrevious: agent === previous,
        isDefault: agent === spaceDefault,
      })),
    };
  };
}
