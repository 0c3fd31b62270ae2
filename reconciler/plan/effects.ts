// What follows from a space's changes: what has to be made, and what becomes of what runs.

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { EffectAction } from '../../state/model/plan.ts';

export interface SpaceChange {
  readonly layers: { readonly agent: string; readonly tree: string }[];
  /** True where another set of layers makes another image. */
  image: boolean;
  /** True where running sessions have to move. */
  rolls: boolean;
  created: boolean;
  removed: boolean;
}

const rollouts: Readonly<Record<SpaceSpec['sessions']['rollout'], string>> = {
  onIdle: 'they move to the new state as soon as they are idle',
  immediate: 'they move to the new state at once',
  newSessions: 'they stay as they are; new sessions get the new state',
};

export function spaceEffects(
  space: string,
  change: SpaceChange,
  spec: SpaceSpec | undefined,
  openSessions: number,
): readonly EffectAction[] {
  const networked = spec?.network.egress === 'internet';
  if (change.removed) {
    const gone: EffectAction[] = [];
    if (openSessions > 0) {
      gone.push({
        type: 'close-session',
        space,
        name: space,
        reason: 'its space is removed',
        sessions: openSessions,
      });
    }
    if (networked) {
      gone.push({ type: 'remove-network', space, name: space, reason: 'its space is removed', sessions: 0 });
    }
    return gone;
  }
  const effects: EffectAction[] = change.layers.map(({ agent, tree }) => ({
    type: 'build-layer',
    space,
    name: agent,
    reason: `source tree ${tree.slice(0, 7)}`,
    sessions: 0,
  }));
  if (change.created && networked) {
    effects.push({ type: 'make-network', space, name: space, reason: 'egress is internet', sessions: 0 });
  }
  if (change.image) {
    effects.push({
      type: 'build-image',
      space,
      name: space,
      reason: change.created ? 'its first' : 'its agents changed',
      sessions: 0,
    });
  }
  if (change.rolls && openSessions > 0) {
    effects.push({
      type: 'roll-session',
      space,
      name: space,
      reason: rollouts[spec?.sessions.rollout ?? 'onIdle'],
      sessions: openSessions,
    });
  }
  return effects;
}
