// How a resource is called in a review.

import type { ShownChange } from './view.ts';

export function resourceTitle({ kind, space, name }: Pick<ShownChange, 'kind' | 'space' | 'name'>): string {
  return kind === 'Space' || space === '' ? `${kind}/${name}` : `${kind}/${space}/${name}`;
}
