// The span `route`: which agent was chosen, by whom and why. Begun where somebody sets out to choose, and ended by whoever
// writes the choice down; one that came to nothing is never told.

import type { Span, Tracer } from '../../../state/model/trace.ts';
import type { Route } from '../../../state/model/turn.ts';

export const startRoute = (tracer: Tracer): Span => tracer.start('route');

export function endRoute(span: Span, { agent, by, confidence, reason, fallback }: Route): void {
  span.set({
    'gen_ai.agent.name': agent,
    'raworc.route.by': by,
    'raworc.route.confidence': confidence,
    'raworc.route.reason': reason,
    'raworc.route.fallback': fallback?.code,
  });
  span.end();
}
