// What of a plan is about one space, and in which words. Pure.

import type { Action, PlanResult } from '../../api/shapes.ts';

export function actionsOf(result: PlanResult, space: string): readonly Action[] {
  return result.plan.actions.filter((action) => action.space === space);
}

const words: Readonly<Record<string, string>> = {
  'build-layer': 'build layer of',
  'build-image': 'build image',
  'make-network': 'make network',
  'remove-network': 'remove network',
  'roll-session': 'move session',
  'close-session': 'close session',
};

/** `update agent sales-agent`. */
export function actionTitle({ type, kind, name }: Action): string {
  const what = kind === undefined ? '' : ` ${kind.toLowerCase()}`;
  return `${words[type] ?? type}${what} ${name}`;
}

/** Actions overlap in whom they touch; the largest is the least that is surely true. */
export function sessionsTouched(actions: readonly Action[]): number {
  return Math.max(0, ...actions.map(({ sessions }) => sessions));
}
