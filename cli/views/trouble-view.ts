// What of spaces and their agents is not simply ready, as people read it.

import type { SpaceView } from '../../server/api/shapes/space.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import { describeConditions, summary } from './condition-view.ts';

/** A heading for each of them, and its conditions below it; empty where all is well. */
export function describeTrouble(
  spaces: readonly Pick<SpaceView, 'name' | 'conditions' | 'agents'>[],
  terminal: Pick<Terminal, 'color'>,
): readonly string[] {
  return spaces
    .flatMap(({ name, conditions, agents }) => [
      { title: name, conditions },
      ...agents.map((agent) => ({ title: `${name}/${agent.name}`, conditions: agent.conditions })),
    ])
    .filter(({ conditions }) => summary(conditions) !== 'Ready')
    .flatMap(({ title, conditions }) =>
      [styled(terminal, 'bold', title)].concat(describeConditions(conditions, terminal)),
    );
}
