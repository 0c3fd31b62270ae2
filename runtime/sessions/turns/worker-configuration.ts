// How an agent is run inside a session: what its declaration, its manifest and the space's secrets say, as the command
// that tells the supervisor.

import { createHash } from 'node:crypto';
import type { AgentSpec } from '../../../schemas/kinds/agent.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import { agentNotReady, secretsMissing } from '../errors.ts';
import type { WorkerConfigureCommand } from '../link/frames.ts';
import { secretsOf } from './hide-secrets.ts';
import { turnSecondsOf } from './turn-seconds.ts';

export interface WorkerConfiguration {
  readonly command: WorkerConfigureCommand;
  /** What must not appear in what the agent prints. */
  readonly secretValues: readonly string[];
}

/** Throws `AGENT_NOT_READY`, `SECRET_MISSING`. */
export async function configurationOf(
  { space, name, spec, goodManifest }: Pick<AgentRow, 'space' | 'name' | 'spec' | 'goodManifest'>,
  secrets: Pick<Secrets, 'open'>,
): Promise<WorkerConfiguration> {
  if (goodManifest === null) throw agentNotReady(space, name);
  const manifest = goodManifest as Manifest;
  const declared = spec as AgentSpec;
  const names = secretsOf({ spec, goodManifest });
  const opened = names.length === 0 ? { values: {}, missing: [] } : await secrets.open(space, names);
  if (opened.missing.length > 0) throw secretsMissing(space, name, opened.missing);
  const known = {
    type: 'worker.configure',
    agent: name,
    dir: `/agents/${name}`,
    runtime: manifest.runtime,
    contract: manifest.contract ?? 'function',
    ...(manifest.handler === undefined ? {} : { handler: manifest.handler }),
    ...(manifest.command === undefined ? {} : { command: manifest.command }),
    ...(manifest.http === undefined ? {} : { http: manifest.http }),
    timeout_seconds: turnSecondsOf(manifest),
    concurrency: manifest.concurrency ?? 1,
    env: { ...manifest.env, ...declared.env, ...opened.values },
  } as const;
  const revision = createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 16);
  return { command: { ...known, revision }, secretValues: Object.values(opened.values) };
}
