// The parts of a pattern to an automaton: steps that take one character, fork, or look at where they are. Pure.

import type { CharacterTest, Node } from './parse.ts';

export type Step =
  | { readonly type: 'one'; readonly test: CharacterTest; readonly next: number }
  | { readonly type: 'fork'; readonly to: readonly number[] }
  | {
      readonly type: 'assert';
      readonly that: Extract<Node, { type: 'assert' }>['that'];
      readonly next: number;
    }
  | { readonly type: 'match' };

/** The first step is where it begins. */
export type Program = readonly Step[];

/** How many steps a pattern may need. */
const MOST_STEPS = 256;

/** Undefined where it would need too many steps. */
export function compilePattern(pattern: Node): Program | undefined {
  if (sizeOf(pattern) > MOST_STEPS) return undefined;
  // Made from the end, so that every step knows the next.
  const steps: Step[] = [{ type: 'match' }];
  const add = (step: Step): number => steps.push(step) - 1;

  function before(node: Node, next: number): number {
    switch (node.type) {
      case 'one':
        return add({ type: 'one', test: node.test, next });
      case 'assert':
        return add({ type: 'assert', that: node.that, next });
      case 'sequence':
        return node.items.reduceRight((after, item) => before(item, after), next);
      case 'choice':
        return add({ type: 'fork', to: node.items.map((item) => before(item, next)) });
      case 'repeat':
        return repeated(node, next);
      default:
        return node satisfies never;
    }
  }

  function repeated({ item, least, most }: Extract<Node, { type: 'repeat' }>, next: number): number {
    let entry = next;
    if (most === Infinity) {
      entry = add({ type: 'fork', to: [] });
      steps[entry] = { type: 'fork', to: [before(item, entry), next] };
    } else {
      for (let optional = least; optional < most; optional += 1)
        entry = add({ type: 'fork', to: [before(item, entry), next] });
    }
    for (let needed = 0; needed < least; needed += 1) entry = before(item, entry);
    return entry;
  }

  const start = before(pattern, 0);
  return [{ type: 'fork', to: [start + 1] }, ...steps.map(shifted)];
}

/** By one, to make room for a step that leads to the beginning. */
function shifted(step: Step): Step {
  switch (step.type) {
    case 'fork':
      return { ...step, to: step.to.map((each) => each + 1) };
    case 'one':
    case 'assert':
      return { ...step, next: step.next + 1 };
    case 'match':
      return step;
    default:
      return step satisfies never;
  }
}

function sizeOf(node: Node): number {
  switch (node.type) {
    case 'one':
    case 'assert':
      return 1;
    case 'sequence':
    case 'choice':
      return 1 + node.items.reduce((sum, item) => sum + sizeOf(item), 0);
    case 'repeat': {
      const copies = node.most === Infinity ? node.least + 1 : node.most;
      return 1 + copies * (sizeOf(node.item) + 1);
    }
    default:
      return node satisfies never;
  }
}
