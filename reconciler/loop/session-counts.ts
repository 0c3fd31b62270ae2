// How many sessions are open, by space and by the agent that answers: what a plan's blast radius is made of. Those that
// were made ahead are nobody's.

import type { Store } from '../../state/store/store.ts';
import type { SessionCounts } from './loader.ts';

export async function countSessions(store: Pick<Store, 'sessions'>): Promise<SessionCounts> {
  const open: Record<string, number> = {};
  const pinned: Record<string, number> = {};
  for (const { space, agent, warm } of await store.sessions.open()) {
    if (warm) continue;
    open[space] = (open[space] ?? 0) + 1;
    if (agent === null) continue;
    const key = `${space}/${agent}`;
    pinned[key] = (pinned[key] ?? 0) + 1;
  }
  return { open, pinned };
}
