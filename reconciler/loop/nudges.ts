// Has keys run soon: a space's, those of all, or of those for which something changed.

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Store } from '../../state/store/store.ts';
import { poolKey, sessionKey, spaceKey } from './keys.ts';
import type { Priority, Queue } from './queue.ts';

export interface Nudges {
  space(name: string, priority?: Priority): void;
  pool(space: string): void;
  session(id: string, priority?: Priority): void;
  /** Those of a space, and its pool. */
  sessionsOf(space: string): Promise<void>;
  spaces(): Promise<void>;
  /** All of them: one whose space is gone has to be emptied too. */
  pools(): Promise<void>;
  /** Those that stalled for that reason look again at once; a look that fails is made up for by the next resync. */
  stalled(reason: string): Promise<void>;
}

export interface NudgesDeps {
  readonly store: Pick<Store, 'spaces' | 'sessions'>;
  readonly queue: Pick<Queue, 'add'>;
}

export function createNudges({ store, queue }: NudgesDeps): Nudges {
  const nudges: Nudges = {
    space: (name, priority = 'people') => queue.add(spaceKey(name), priority),
    pool: (space) => queue.add(poolKey(space), 'background'),
    session: (id, priority = 'people') => queue.add(sessionKey(id), priority),

    async sessionsOf(space) {
      for (const { id } of await store.sessions.open(space)) nudges.session(id);
      nudges.pool(space);
    },

    async spaces() {
      for (const { name } of await store.spaces.list()) nudges.space(name, 'background');
    },

    async pools() {
      const spaces = await store.spaces.list();
      const wanting = spaces.filter(({ spec }) => (spec as SpaceSpec).sessions.warm > 0);
      const filled = await store.sessions.warm();
      const names = [...wanting.map(({ name }) => name), ...filled.map(({ space }) => space)];
      for (const name of new Set(names)) nudges.pool(name);
    },

    async stalled(reason) {
      const rows = await store.spaces.list().catch(() => []);
      for (const { name, conditions } of rows) {
        if (conditions.some((each) => each.type === 'Stalled' && each.reason === reason)) nudges.space(name);
      }
    },
  };
  return nudges;
}
