// Turns as spans, by the conventions for agents: one from the moment in which the agent is told until the end is stored,
// whichever processes had a hand in it, for turn and attempt name it.

import { usageOf } from '../../../state/model/usage.ts';
import type { Span, SpanAttributes, Tracer } from '../../../state/model/trace.ts';
import type { TurnError, Usage } from '../../../state/model/turn.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TaskRow } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { traceOf } from '../../../state/tasks/trace-tasks.ts';
import type { TurnEndFrame } from '../link/frames.ts';

type Told = Pick<TurnRow, 'id' | 'attempt' | 'sessionId' | 'route' | 'agentCommit' | 'startedAt' | 'via'>;

/** The name of the span is `invoke_agent {agent}`. */
const OPERATION = 'invoke_agent';

const keyOf = ({ id, attempt }: Pick<TurnRow, 'id' | 'attempt'>): string => `turn/${id}/${attempt}`;

/** How the span of a turn is called that has that task, or that its task came to. */
export function turnTraceOf(
  tracer: Tracer,
  task: Pick<TaskRow, 'payload'> | undefined,
  turn: Pick<TurnRow, 'id' | 'attempt'>,
): string | undefined {
  return task && tracer.named(keyOf(turn), traceOf(task));
}

/** Started again by whoever goes on with the turn, it is the same span. */
export function startTurn(
  tracer: Tracer,
  task: Pick<TaskRow, 'payload'>,
  turn: Told,
  { space }: Pick<SessionRow, 'space'>,
): Span {
  const agent = turn.route?.agent ?? '';
  return tracer.start(agent === '' ? OPERATION : `${OPERATION} ${agent}`, {
    parent: traceOf(task) ?? null,
    kind: 'client',
    key: keyOf(turn),
    ...(turn.startedAt === null ? {} : { at: turn.startedAt }),
    attributes: {
      'gen_ai.operation.name': OPERATION,
      'gen_ai.provider.name': 'raworc',
      'gen_ai.agent.name': agent,
      'gen_ai.agent.id': `${space}/${agent}`,
      'gen_ai.agent.version': turn.agentCommit ?? undefined,
      'gen_ai.conversation.id': turn.sessionId,
      'raworc.space': space,
      'raworc.turn.id': turn.id,
      'raworc.turn.attempt': turn.attempt,
      'raworc.turn.via': turn.via,
    },
  });
}

/** What the supervisor told of its end. */
export function endTurn(
  span: Span,
  frame: TurnEndFrame,
  turn: Pick<TurnRow, 'startedAt' | 'firstDeltaAt'>,
): void {
  if (frame.type === 'turn.failed') return span.end({ error: frame });
  const { startedAt, firstDeltaAt } = turn;
  const firstMs = startedAt === null || firstDeltaAt === null ? undefined : firstDeltaAt - startedAt;
  span.set({
    ...usageAttributes(usageOf(frame.usage)),
    'gen_ai.response.time_to_first_chunk': firstMs && firstMs / 1000,
  });
  if (frame.type === 'turn.handoff') span.set({ 'raworc.handoff.agent': frame.to });
  span.end();
}

/** It ended without a word of the supervisor: cancelled, or given up. */
export function endTurnBy(span: Span, error: TurnError | null): void {
  span.end(error === null ? {} : { error });
}

function usageAttributes(usage: Usage | null): SpanAttributes {
  return {
    'gen_ai.usage.input_tokens': usage?.input_tokens,
    'gen_ai.usage.output_tokens': usage?.output_tokens,
    'gen_ai.response.model': usage?.model,
    'raworc.usage.cost': usage?.cost,
    'raworc.usage.currency': usage?.currency,
  };
}
