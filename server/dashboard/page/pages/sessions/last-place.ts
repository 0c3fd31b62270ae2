// Where one was in the list of sessions that one left last, for when one comes back.

import type { Anchor } from '../../parts/rows-on-screen.ts';
import { cameBack } from '../../route.ts';
import { token } from '../../sign-in/token.ts';
import type { Known } from './known-sessions.ts';
import type { Listed } from './session-list.ts';

export interface Place {
  readonly known: Known | null;
  readonly anchor: Anchor | null;
}

let last: { readonly of: string; readonly place: Place } | undefined;

/** Another person may see another list. */
const nameOf = ({ space, state }: Listed): string => JSON.stringify([token.value, space, state]);

export function leave(listed: Listed, place: Place): void {
  last = { of: nameOf(listed), place };
}

/** At its beginning, unless one came back. */
export function placeIn(listed: Listed): Place {
  return cameBack() && last?.of === nameOf(listed) ? last.place : { known: null, anchor: null };
}
