// What the delete brake will say of a plan's removals once they are merged, as things stand now. The judgement that
// counts is the reconciler's; this is what lets people know before. Pure.

import type { ReviewedChange } from '../../../reconciler/plan/reviewed-plan.ts';
import type { Live } from './live.ts';

/** A phrase, or undefined where nobody would have to confirm it. */
export function expectedBrake({ kind, space, after }: ReviewedChange, live: Live): string | undefined {
  const now = live.get(space);
  if (after !== null || now === undefined || now.prune !== 'confirm' || now.sessions === 0) return undefined;
  const sessions = now.sessions === 1 ? '1 session' : `${now.sessions} sessions`;
  if (kind === 'Space') return `it would close ${sessions}`;
  return kind === 'Agent' ? `${sessions} of its space may be left without the agent that answers` : undefined;
}
