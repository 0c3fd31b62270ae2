// Whose turn begins first where not all can at once: in numbers, as tasks have it. Pure.

import type { Priority } from '../../../state/model/turn.ts';

const numbers: Readonly<Record<Priority, number>> = { low: 0, normal: 10, high: 20 };

export const priorityOf = ({ priority = 'normal' }: { readonly priority?: Priority }): number =>
  numbers[priority];
