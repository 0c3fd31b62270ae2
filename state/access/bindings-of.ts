// The bindings that are somebody's. Pure.

import { isBindingOf, ROOT_BINDING, type Binding, type Grants, type Subject } from './decide.ts';

/** Of the account alone: a token may be limited further. */
export function bindingsOf(subject: Subject, { bindings }: Grants): readonly Binding[] {
  return [ROOT_BINDING, ...bindings].filter((binding) => isBindingOf(binding, subject));
}
