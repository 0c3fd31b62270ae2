// One run of `pool/{s}`: how many sessions the space wants started ahead, as it is declared or held; making them is the
// sessions' own.

import type { SessionControl } from '../../runtime/sessions/control.ts';
import type { SessionNext } from '../../runtime/sessions/lifecycle/run.ts';
import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import { heldSnapshot } from './held-snapshot.ts';

export interface PoolRunDeps {
  readonly store: Pick<Store, 'spaces' | 'history'>;
  readonly sessions: Pick<SessionControl, 'fillPool'>;
}

export function createPoolRun({ store, sessions }: PoolRunDeps): (space: string) => Promise<SessionNext> {
  async function wantedBy(row: SpaceRow | undefined): Promise<number> {
    if (row === undefined || row.removing) return 0;
    const spec =
      row.hold === null
        ? (row.spec as SpaceSpec)
        : (await heldSnapshot(store, row.name, row.hold.revision)).snapshot.spec;
    return spec.sessions.warm;
  }

  return async (space) => sessions.fillPool(space, await wantedBy(await store.spaces.get(space)));
}
