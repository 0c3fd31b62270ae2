// Before a process hears a container that another one started: what its workers were given must not come into the logs.

import type { AgentSpec } from '../../../schemas/kinds/agent.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import { isUnopened } from '../../../state/secrets/errors.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { AgentLogs } from '../logs/agent-logs.ts';

export interface HideSecretsDeps {
  readonly store: Pick<Store, 'agents'>;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly hide: AgentLogs['hide'];
}

/** A new container has no workers yet; each is told of when it is configured. */
export function createHideSecrets({ store, secrets, hide }: HideSecretsDeps) {
  return async function hideSecrets({ id, space, state }: SessionRow): Promise<void> {
    if (state === 'init') return;
    for (const agent of await store.agents.list(space)) {
      const names = secretsOf(agent);
      if (names.length === 0) continue;
      const values = await Promise.all(names.map((name) => readable(secrets, space, name)));
      hide(id, agent.name, values.flat());
    }
  };
}

/** One that does not open keeps nobody from a session whose workers have their values already. */
async function readable(
  secrets: Pick<Secrets, 'open'>,
  space: string,
  name: string,
): Promise<readonly string[]> {
  try {
    return Object.values((await secrets.open(space, [name])).values);
  } catch (error) {
    if (isUnopened(error)) return [];
    throw error;
  }
}

/** The names of all secrets that an agent is given. */
export function secretsOf({
  spec,
  goodManifest,
}: Pick<AgentRow, 'spec' | 'goodManifest'>): readonly string[] {
  const ofManifest = (goodManifest as Manifest | null)?.secrets ?? [];
  const declared = (spec as AgentSpec).secrets ?? [];
  return [...new Set([...ofManifest, ...declared])];
}
