// The Dockerfile of one agent's layer: its source, built at the path where it will live, and nothing else. Pure.

import { AGENT_UID } from '../base/recipe.ts';
import { CACHES } from './script.ts';

export const agentFolder = (agent: string): string => `/agents/${agent}`;

/** Where the build context holds the agent's files, the generated ones, and the script. */
export const SOURCE_FOLDER = 'source';
export const SCRIPT_FILE = 'build.sh';

export interface LayerDockerfileInput {
  readonly space: string;
  readonly agent: string;
  /** The build image. */
  readonly from: string;
  /** False where the files are all that there is to it: then no container runs. */
  readonly hasSteps: boolean;
}

export function layerDockerfile({ space, agent, from, hasSteps }: LayerDockerfileInput): string {
  const folder = agentFolder(agent);
  const owner = `--chown=${AGENT_UID}:${AGENT_UID}`;
  if (!hasSteps) return `FROM scratch\nCOPY ${owner} ${SOURCE_FOLDER}/ ${folder}/\n`;
  const mounts = [`type=bind,source=${SCRIPT_FILE},target=/build.sh`, ...cacheMounts(space, agent)].map(
    (mount) => `--mount=${mount}`,
  );
  return `FROM ${from} AS build
COPY ${owner} ${SOURCE_FOLDER}/ ${folder}/
USER ${AGENT_UID}:${AGENT_UID}
WORKDIR ${folder}
RUN ${mounts.join(' \\\n  ')} \\
  nice -n 10 sh /build.sh

FROM scratch
COPY --from=build ${folder} ${folder}
`;
}

/**
 * Caches are kept per space, for whatever builds in one may write to it: a space's agents are one trust boundary, two
 * spaces are not. What Cargo compiled is kept per agent, and locked, since two builds can't use it at once.
 */
function cacheMounts(space: string, agent: string): string[] {
  const owner = `uid=${AGENT_UID},gid=${AGENT_UID}`;
  const shared = (['pip', 'npm', 'cargo'] as const).map(
    (name) => `type=cache,id=raworc/${name}/${space},target=${CACHES[name]},${owner}`,
  );
  const target = `type=cache,id=raworc/cargo-target/${space}/${agent},target=${CACHES.cargoTarget},sharing=locked,${owner}`;
  return [...shared, target];
}
