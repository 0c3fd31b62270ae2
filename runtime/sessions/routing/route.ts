// Which agent answers a message: what the request names, else the first `@agent` that is one of the space's, else the
// session's agent, else the space's default, else the only agent there is. Pure.

import type { Route } from '../../../state/model/turn.ts';
import { mentionsOf } from './mentions.ts';

export interface RouteQuestion {
  readonly content: string;
  /** Named by the request. */
  readonly requested: string | null;
  readonly sessionAgent: string | null;
  readonly spaceDefault: string | null;
}

export type RouteAnswer =
  | { readonly type: 'routed'; readonly route: Route }
  /** The request names an agent that isn't there. */
  | { readonly type: 'unknown'; readonly agent: string }
  /** Nothing decides. */
  | { readonly type: 'none' };

/** The agents whose being there decides, best first. Where none of them is, all agents have to be known. */
export function candidatesOf(question: RouteQuestion): readonly string[] {
  if (question.requested !== null) return [question.requested];
  const named = [...mentionsOf(question.content), question.sessionAgent, question.spaceDefault];
  return [...new Set(named.filter((name) => name !== null))];
}

/** `agents`: the candidates that are agents of the space, or all of its agents. */
export function route(question: RouteQuestion, agents: readonly string[]): RouteAnswer {
  const { requested, sessionAgent, spaceDefault } = question;
  if (requested !== null) {
    return agents.includes(requested)
      ? routed({ agent: requested, by: 'request', confidence: 1, reason: 'The request names it.' })
      : { type: 'unknown', agent: requested };
  }
  const mentioned = mentionsOf(question.content).find((name) => agents.includes(name));
  if (mentioned !== undefined) {
    const reason = `The message mentions @${mentioned}.`;
    return routed({ agent: mentioned, by: 'mention', confidence: 1, reason });
  }
  if (sessionAgent !== null && agents.includes(sessionAgent)) {
    const reason = 'The session was created for it.';
    return routed({ agent: sessionAgent, by: 'default', confidence: 1, reason });
  }
  if (spaceDefault !== null && agents.includes(spaceDefault)) {
    const reason = "It is the space's default.";
    return routed({ agent: spaceDefault, by: 'default', confidence: 1, reason });
  }
  const [only, ...others] = agents;
  if (only !== undefined && others.length === 0) {
    return routed({ agent: only, by: 'only', confidence: 1, reason: 'It is the only agent of the space.' });
  }
  return { type: 'none' };
}

const routed = (decided: Route): RouteAnswer => ({ type: 'routed', route: decided });
