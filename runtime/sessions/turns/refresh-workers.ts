// Secrets of a space changed: where its sessions move at once, the workers that have the older ones are replaced. Elsewhere
// the next turn sees to it, or the next container.

import { messageOf } from '../../../state/model/errors.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Waiting } from '../../containers/engine.ts';
import { spaceFacts } from '../lifecycle/observe.ts';
import type { LinkRegistry } from '../links.ts';
import type { AgentLogs } from '../logs/agent-logs.ts';
import type { SessionLogger } from '../ports.ts';
import { configure } from './conduct.ts';
import { isReady } from './is-ready.ts';
import { configurationOf } from './worker-configuration.ts';

export interface RefreshWorkersDeps {
  readonly store: Pick<Store, 'spaces' | 'agents' | 'sessions'>;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly links: Pick<LinkRegistry, 'peek'>;
  readonly hide: AgentLogs['hide'];
  readonly logger: SessionLogger;
}

/** Idempotent; reaches the sessions that this process is attached to. What fails is made up for by the next turn. */
export type RefreshWorkers = (space: string, wait?: Waiting) => Promise<void>;

export function createRefreshWorkers(deps: RefreshWorkersDeps): RefreshWorkers {
  const { store, secrets, links, hide, logger } = deps;

  /** The supervisor lets the turns in flight end in the worker that they began in. */
  async function refresh({ id, space, containerId }: SessionRow, wait: Waiting): Promise<void> {
    const live = links.peek(id, containerId);
    for (const name of live?.configured.keys() ?? []) {
      const agent = await store.agents.get(space, name);
      if (live === undefined || agent === undefined) continue;
      const configuration = await configurationOf(agent, secrets);
      hide(id, name, configuration.secretValues);
      await configure(live, configuration, wait);
    }
  }

  return async function refreshWorkers(space, wait = {}) {
    if ((await spaceFacts(store, space))?.rollout !== 'immediate') return;
    // A paused container hears nothing; it is told before its next turn.
    for (const row of (await store.sessions.open(space)).filter(isReady)) {
      try {
        await refresh(row, wait);
      } catch (error) {
        wait.signal?.throwIfAborted();
        logger.warn({ session: row.id, error: messageOf(error) }, 'Workers could not be given new secrets.');
      }
    }
  };
}
