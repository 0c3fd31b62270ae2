// A turn that was accepted without an agent, since a model is to choose one: asked here, outside of every transaction, and
// written down before anything else is done for the turn.

import type { RoutingModel } from '../../../schemas/kinds/routing.ts';
import { inSpan, type SpanStart, type Tracer } from '../../../state/model/trace.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { SessionLogger } from '../ports.ts';
import type { AskModel } from '../routing/model/ask-model.ts';
import type { ModelVerdict } from '../routing/route.ts';
import type { Routing } from '../routing/routing.ts';
import { endRoute, startRoute } from '../routing/trace-route.ts';
import type { EditSession } from '../session-edit.ts';

export interface RouteTurnDeps {
  readonly store: Store;
  readonly edit: EditSession;
  readonly routing: Routing;
  readonly askModel: AskModel;
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
  readonly logger: SessionLogger;
}

/** The turn then has a route, or went another way meanwhile. Throws `NO_AGENT`, and what the signal says once it aborts. */
export type RouteTurn = (turn: TurnRow, session: SessionRow, signal: AbortSignal) => Promise<void>;

export function createRouteTurn(deps: RouteTurnDeps): RouteTurn {
  const { store, edit, routing, logger } = deps;

  async function verdictOn(
    session: SessionRow,
    said: MessageRow,
    turn: TurnRow,
    signal: AbortSignal,
  ): Promise<ModelVerdict | undefined> {
    const { content } = said;
    const asked = await routing.decide(store, { session, content, requested: turn.requestedAgent });
    // Whatever made it wait for a model is gone.
    if (asked.type !== 'ask') return undefined;
    const { model, agents, previous } = asked;
    const question = { space: session.space, model, agents: agents.profiles, previous, content };
    const verdict = await inSpan(deps.tracer, `chat ${model.model}`, chat(model, session), () =>
      deps.askModel(question, { signal }),
    );
    signal.throwIfAborted();
    if (verdict.type === 'failed') {
      const { code, message } = verdict.fallback;
      logger.warn({ session: session.id, turn: turn.id, code }, message);
    }
    return verdict;
  }

  return async function routeTurn(turn, session, signal) {
    const said = await store.messages.get(turn.messageId);
    if (said === undefined) return;
    const choosing = startRoute(deps.tracer);
    const verdict = await choosing.run(() => verdictOn(session, said, turn, signal));
    await edit(session.id, 'runtime', async ({ tables, log }) => {
      const now = await tables.turns.get(turn.id);
      if (now?.state !== 'queued' || now.route !== null) return;
      const decided = await routing.decide(tables, {
        session,
        content: said.content,
        requested: turn.requestedAgent,
        ...(verdict === undefined ? {} : { verdict }),
      });
      // The space got a model since: the next look asks it.
      if (decided.type === 'ask') return;
      const { route } = decided;
      if (!(await tables.turns.change(turn.id, ['queued'], { route }, now.attempt))) return;
      await tables.messages.address(said.id, route.agent);
      endRoute(choosing, route);
      log({ type: 'route.decided', data: { turn_id: turn.id, ...route } });
    });
    await deps.checkpoint('turn.routed');
  };
}

/** By the conventions for models. */
function chat({ provider, model }: RoutingModel, { id }: Pick<SessionRow, 'id'>): SpanStart {
  return {
    kind: 'client',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      'gen_ai.conversation.id': id,
    },
  };
}
