// When a publication may be sent: an edit within a minute of the one before waits for that minute's end, and takes all that
// was wanted until then along. Pure.

import type { PublicationRow } from '../../../state/store/publications.ts';

const betweenEditsMs = 60_000;

/** Milliseconds since the epoch; a time that is over means now. */
export function dueAt({ kind, editedAt }: Pick<PublicationRow, 'kind' | 'editedAt'>): number {
  return kind === 'comment' && editedAt !== null ? editedAt + betweenEditsMs : 0;
}
