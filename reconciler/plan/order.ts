// The order of a plan as one comparator: phase, kind, name. Removals come last and in reverse.

import type { Action, ResourceKind } from '../../state/model/plan.ts';

type Step = `${Action['type']} ${ResourceKind}` | Action['type'];

const steps: readonly Step[] = [
  'create Role',
  'update Role',
  'create RoleBinding',
  'update RoleBinding',
  'create Space',
  'update Space',
  'make-network',
  'create Secret',
  'update Secret',
  'create Agent',
  'update Agent',
  'build-layer',
  'build-image',
  'roll-session',
  'repair',
  'close-session',
  'remove Agent',
  'remove Secret',
  'remove-network',
  'remove Space',
  'remove RoleBinding',
  'remove Role',
];
const phases: ReadonlyMap<string, number> = new Map(steps.map((step, index) => [step, index]));

export function compareActions(a: Action, b: Action): number {
  const byPhase = phaseOf(a) - phaseOf(b);
  if (byPhase !== 0) return byPhase;
  const byName = compareText(a.space, b.space) || compareText(a.name, b.name);
  return a.type === 'remove' ? -byName : byName;
}

function phaseOf(action: Action): number {
  const step = 'kind' in action ? `${action.type} ${action.kind}` : action.type;
  return phases.get(step) ?? phases.size;
}

/** By code units: the same everywhere, whatever the machine's language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
