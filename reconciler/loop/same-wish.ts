// Whether a row still wants what it wanted when a run began. What a run concludes from an older wish must not be
// written: the key was nudged with the newer one. Pure.

import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';

export function sameWish(a: SpaceRow, b: SpaceRow): boolean {
  return (
    a.specDigest === b.specDigest &&
    a.revision === b.revision &&
    a.removing === b.removing &&
    a.hold?.revision === b.hold?.revision &&
    a.awaitingConfirmation === b.awaitingConfirmation
  );
}

export function sameAgentWish(a: AgentRow, b: AgentRow): boolean {
  return (
    a.specDigest === b.specDigest &&
    a.sourceTree === b.sourceTree &&
    a.layer === b.layer &&
    a.removing === b.removing &&
    a.conditions.length === b.conditions.length &&
    a.conditions.every((condition, at) => {
      const other = b.conditions[at];
      return (
        other?.type === condition.type &&
        other.reason === condition.reason &&
        other.message === condition.message
      );
    })
  );
}
