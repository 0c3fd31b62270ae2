// Secrets as the API writes them, with a word to whoever gives them to workers.

import type { Secrets } from '../../state/secrets/secrets.ts';

type Written = Pick<Secrets, 'set' | 'list' | 'delete'>;

export function tellingChanges(secrets: Written, changed: (space: string) => void): Written {
  return {
    list: secrets.list,
    async set(space, name, value, by) {
      await secrets.set(space, name, value, by);
      changed(space);
    },
    async delete(space, name) {
      const deleted = await secrets.delete(space, name);
      if (deleted) changed(space);
      return deleted;
    },
  };
}
