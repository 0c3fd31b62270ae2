// Lets what failed be tried again: a failed build stands in the way of the same build until it is forgotten.

import type { Store } from '../../state/store/store.ts';
import type { TimePlace } from '../../state/store/time-place.ts';

const PAGE = 100;

export async function forgetFailures(store: Pick<Store, 'builds'>, space: string): Promise<void> {
  let after: TimePlace | undefined;
  for (;;) {
    const rows = await store.builds.list(space, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id, state } of rows) {
      if (state === 'failed') await store.builds.update(space, id, { state: 'cancelled' });
    }
    if (rows.length < PAGE) return;
    const last = rows.at(-1);
    after = last && { at: last.queuedAt, key: last.id };
  }
}
