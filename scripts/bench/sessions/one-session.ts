// One session through the API, from nothing to `idle` and to nothing again.

import type { Client } from '../../../cli/client/client.ts';
import { waitForState } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';

const patienceSeconds = 60;

/** Where the answer says that it is idle already, nothing else is asked. */
export async function createIdle(client: Client, space: string): Promise<SessionView> {
  const created = await client.post<SessionView>('sessions', { space });
  return created.state === 'idle' ? created : waitForState(client, created.id, 'idle', patienceSeconds);
}

export async function closeSession(client: Client, id: string): Promise<void> {
  await client.request('DELETE', `sessions/${id}`);
  await waitForState(client, id, 'closed', patienceSeconds).catch(() => {});
}
