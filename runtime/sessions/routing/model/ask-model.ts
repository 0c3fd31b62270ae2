// The port to a model that chooses among agents.

import type { RoutingModel } from '../../../../schemas/kinds/routing.ts';
import type { Secrets } from '../../../../state/secrets/secrets.ts';
import type { AgentProfile } from '../lexical.ts';
import type { ModelVerdict } from '../route.ts';

export interface ModelQuestion {
  readonly space: string;
  readonly model: RoutingModel;
  /** It may choose any of these and nobody else. */
  readonly agents: readonly AgentProfile[];
  /** The agent that answered last in the session. */
  readonly previous: string | null;
  readonly content: string;
}

/**
 * Answers within the model's time limit, whatever becomes of the model: a failure is a verdict, with a code and a sentence in
 * which neither the key nor anything that the model's server said appears. Never throws. Must not be awaited inside a
 * transaction.
 */
export type AskModel = (
  question: ModelQuestion,
  wait?: { readonly signal?: AbortSignal },
) => Promise<ModelVerdict>;

export interface AskModelDeps {
  readonly secrets: Pick<Secrets, 'open'>;
}
