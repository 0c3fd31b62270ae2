// Removes spaces as people do: what waits for a confirmation is confirmed.

import type { SpaceView } from '../../server/api/shapes/space.ts';
import { RaworcError } from '../../state/model/errors.ts';
import type { PatientClient } from './patient-client.ts';

/** What takes longer than that, killed again and again, does not come. */
const patienceMs = 300_000;

/** After the commit that takes it away: resolves when the space is gone. */
export async function confirmUntilGone(client: PatientClient, space: string): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    await client.act((server) => server.post('sync', { wait: 60 }));
    const { items } = await client.act((server) =>
      server.get<{ readonly items: readonly SpaceView[] }>('spaces'),
    );
    const left = items.find(({ name }) => name === space);
    if (left === undefined) return;
    if (performance.now() > until)
      throw new Error(`The space does not go: ${JSON.stringify(left, undefined, 1)}`);
    if (left.awaiting_confirmation !== null) await confirm(client, space, left.awaiting_confirmation);
  }
}

async function confirm(client: PatientClient, space: string, plan: string): Promise<void> {
  try {
    await client.act((server) => server.post(`spaces/${space}/confirm`, { plan }));
  } catch (thrown) {
    // Asked again, for the answer to the first time was lost.
    const isDone =
      thrown instanceof RaworcError && ['NOTHING_TO_CONFIRM', 'SPACE_NOT_FOUND'].includes(thrown.code);
    if (!isDone) throw thrown;
  }
}
