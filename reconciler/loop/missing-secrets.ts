// Secrets that a space needs for itself and that nobody has set: what is missing is said before it is needed.

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import type { Circumstances } from './report.ts';

/** Undefined where nothing is missing. Reads nothing where none is named. */
export async function missingSecrets(
  { secrets }: Pick<Store, 'secrets'>,
  { name: space, spec }: Pick<SpaceRow, 'name' | 'spec'>,
): Promise<Circumstances['secretsMissing']> {
  const { notifications = [] } = spec as SpaceSpec;
  const named = notifications.flatMap(({ urlSecret, signingSecret }) =>
    [urlSecret, signingSecret].filter((name) => name !== undefined),
  );
  if (named.length === 0) return undefined;
  const there = new Set((await secrets.list(space)).map(({ name }) => name));
  const missing = [...new Set(named)].filter((name) => !there.has(name));
  const [first] = missing;
  if (first === undefined) return undefined;
  const what =
    missing.length === 1 ? `the secret ${first}, which is` : `the secrets ${missing.join(', ')}, which are`;
  return {
    reason: 'SecretMissing',
    message: `Not everybody can be told of this space: its notifications need ${what} not set.`,
    hint: `raworc secret set ${space} ${first}`,
  };
}
