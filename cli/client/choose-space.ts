// The space that a command means: the one that is named, or the only one there is.

import type { SpaceView } from '../../server/api/shapes/space.ts';
import { usageError } from '../errors.ts';
import type { Client } from './client.ts';

export async function chooseSpace(client: Client, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) return wanted;
  const spaces = await client.all<SpaceView>('spaces');
  const [only, ...others] = spaces;
  if (only !== undefined && others.length === 0) return only.name;
  if (only === undefined)
    throw usageError('There is no space yet.', 'Declare one in the config repository, then raworc sync.');
  throw usageError(
    'There is more than one space: say which.',
    `--space ${spaces.map(({ name }) => name).join('|')}`,
  );
}
