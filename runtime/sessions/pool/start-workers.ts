// Starts the agent that a message of no other name reaches in sessions that were made ahead, so that their first message is
// answered as quickly as the next ones. Secrets go the way they always go. What can't be started says so when it is asked.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { Store } from '../../../state/store/store.ts';
import type { LinkRegistry, LiveLink } from '../links.ts';
import { configure } from '../turns/conduct.ts';
import { configurationOf } from '../turns/worker-configuration.ts';

export interface StartWorkersDeps {
  readonly store: Pick<Store, 'agents'>;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly links: Pick<LinkRegistry, 'peek'>;
  /** What must not appear in what this agent prints in this session. */
  readonly hide: (id: SessionId, agent: string, values: readonly string[]) => void;
}

/** In those of the slots that rest in a container that this process is attached to; in each once. */
export type StartWorkers = (space: SpaceRow, slots: readonly SessionRow[]) => Promise<void>;

/** It has to answer a line; where it does not, the session's own run finds that out. */
const PATIENCE_MS = 5_000;

export function createStartWorkers({ store, secrets, links, hide }: StartWorkersDeps): StartWorkers {
  const started = new WeakSet<LiveLink>();

  async function start({ id }: SessionRow, live: LiveLink, agent: AgentRow): Promise<void> {
    const configuration = await configurationOf(agent, secrets);
    hide(id, agent.name, configuration.secretValues);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    await configure(live, configuration, { signal });
    await live.link.request({ type: 'worker.start', agent: agent.name }, { signal });
  }

  return async function startWorkers(space, slots) {
    const idle = slots.filter(({ state, target }) => state === 'idle' && target === 'running');
    const cold = idle.flatMap((slot) => {
      const live = links.peek(slot.id, slot.containerId);
      return live === undefined || started.has(live) ? [] : [{ slot, live }];
    });
    if (cold.length === 0) return;
    const agent = defaultOf(space, await store.agents.list(space.name));
    if (agent === undefined) return;
    for (const { slot, live } of cold) {
      started.add(live);
      await start(slot, live, agent).catch(unlessExpected);
    }
  };
}

/** The space's default, or its only agent; undefined where neither could be started. */
function defaultOf({ spec }: SpaceRow, agents: readonly AgentRow[]): AgentRow | undefined {
  const name = (spec as SpaceSpec).routing.default ?? (agents.length === 1 ? agents[0]?.name : undefined);
  const agent = agents.find((each) => each.name === name);
  return agent === undefined || agent.goodManifest === null ? undefined : agent;
}

/** A secret that is missing, a link that was lost, a supervisor of an older version. */
function unlessExpected(thrown: unknown): void {
  const isTimeout = thrown instanceof Error && thrown.name === 'TimeoutError';
  if (!(thrown instanceof RaworcError) && !isTimeout) throw thrown;
}
