// Which agent answers a message, step by step: what the request names, an `@agent` in the message, a rule of the space,
// the agent that the session was made for, a model's choice, then the agent that answered last or the one that the words
// point at, the space's default, the only agent there is. Pure.

import type { RoutingModel } from '../../../schemas/kinds/routing.ts';
import type { Route, RouteFallback } from '../../../state/model/turn.ts';
import type { Rank } from './lexical.ts';
import { mentionsOf } from './mentions.ts';
import type { FindRules } from './rules.ts';
import { weigh } from './weigh.ts';

export interface RouteQuestion {
  readonly content: string;
  /** Named by the request. */
  readonly requested: string | null;
  readonly rules: FindRules;
  readonly sessionAgent: string | null;
  /** When the space's model is asked; null: it has none. */
  readonly model: RoutingModel['when'] | null;
  /** What came of asking it. */
  readonly verdict?: ModelVerdict;
  /** The agent that answered last in the session. */
  readonly previous: string | null;
  readonly spaceDefault: string | null;
}

export type ModelVerdict =
  | {
      readonly type: 'chosen';
      readonly agent: string;
      readonly confidence: number;
      readonly reason: string;
    }
  | { readonly type: 'failed'; readonly fallback: RouteFallback };

export interface KnownAgents {
  readonly names: readonly string[];
  readonly rank: Rank;
}

export type RouteAnswer =
  | { readonly type: 'routed'; readonly route: Route }
  /** The request names an agent that isn't there. */
  | { readonly type: 'unknown'; readonly agent: string }
  /** The model is to be asked; then again, with its verdict. */
  | { readonly type: 'ask' }
  /** Nothing decides. */
  | { readonly type: 'none' };

interface Named {
  readonly agent: string;
  readonly by: Route['by'];
  readonly reason: string;
}

/** The agents whose being there decides, best first. Where none of them is, all agents have to be known. */
export function namedBy(question: RouteQuestion): readonly Named[] {
  const { requested, content, rules, sessionAgent } = question;
  if (requested !== null) return [{ agent: requested, by: 'request', reason: 'The request names it.' }];
  const mentions = mentionsOf(content).map((agent): Named => {
    return { agent, by: 'mention', reason: `The message mentions @${agent}.` };
  });
  const ruled = rules(content).map(({ agent, number, since }): Named => {
    return { agent, by: 'rule', reason: `Rule ${number} of the space says so, since the message ${since}.` };
  });
  const named = [...mentions, ...ruled];
  if (sessionAgent !== null)
    named.push({ agent: sessionAgent, by: 'default', reason: 'The session was created for it.' });
  return named;
}

/** Where none of those named is there. */
export function routeUnnamed(question: RouteQuestion, { names, rank }: KnownAgents): RouteAnswer {
  const { content, model, verdict, spaceDefault } = question;
  const isThere = (name: string | null): name is string => name !== null && names.includes(name);
  const fallback = verdict?.type === 'failed' ? { fallback: verdict.fallback } : {};
  const byDefault = isThere(spaceDefault) ? spaceDefault : undefined;
  if (names.length > 1) {
    if (verdict?.type === 'chosen' && isThere(verdict.agent)) {
      const { agent, confidence, reason } = verdict;
      return routed({ agent, by: 'model', confidence, reason });
    }
    if (model === 'always' && verdict === undefined) return { type: 'ask' };
    const previous = isThere(question.previous) ? question.previous : null;
    const weighed = weigh(rank(content), previous);
    if (model === 'unsure' && verdict === undefined && weighed?.by !== 'lexical') return { type: 'ask' };
    if (weighed !== undefined) return routed({ ...weighed, ...fallback });
  }
  if (byDefault !== undefined) {
    const confidence = names.length === 1 ? 1 : OF_DEFAULT;
    return routed({
      agent: byDefault,
      by: 'default',
      confidence,
      reason: "It is the space's default.",
      ...fallback,
    });
  }
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0)
    return routed({ agent: only, by: 'only', confidence: 1, reason: 'It is the only agent of the space.' });
  return { type: 'none' };
}

/** Nothing pointed at it: it is there for that. */
const OF_DEFAULT = 0.3;

export function route(question: RouteQuestion, agents: KnownAgents): RouteAnswer {
  const named = namedBy(question).find(({ agent }) => agents.names.includes(agent));
  if (named !== undefined) return routed({ ...named, confidence: 1 });
  if (question.requested !== null) return { type: 'unknown', agent: question.requested };
  return routeUnnamed(question, agents);
}

const routed = (decided: Route): RouteAnswer => ({ type: 'routed', route: decided });
