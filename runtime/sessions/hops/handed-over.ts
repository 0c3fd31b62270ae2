// Turns that were handed over: one task conducts the first of them and all that came after it.

import type { StoreTables } from '../../../state/store/store.ts';
import type { TurnRow } from '../../../state/store/turns.ts';

type Tables = Pick<StoreTables, 'turns'>;

/** Those that were handed over until they came to this one, from the last to the first; of most turns none. */
export async function handedOverTo({ turns }: Tables, turn: TurnRow): Promise<readonly TurnRow[]> {
  const before: TurnRow[] = [];
  for (let heir: TurnRow | undefined = turn; heir?.via === 'handoff' && heir.parentId !== null;) {
    heir = await turns.get(heir.parentId);
    if (heir !== undefined) before.push(heir);
  }
  return before;
}

/** The turn that goes on in that one's stead: itself, or the last of its heirs. */
export async function lastHeir({ turns }: Tables, turn: TurnRow): Promise<TurnRow> {
  let last = turn;
  while (last.heirId !== null) {
    const heir = await turns.get(last.heirId);
    if (heir === undefined) break;
    last = heir;
  }
  return last;
}
