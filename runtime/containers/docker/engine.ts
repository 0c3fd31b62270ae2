// The engine port on a Docker engine, through dockerode.

import type { Engine, EngineInfo, Waiting } from '../engine.ts';
import { untyped } from './abortable.ts';
import { createConnection } from './connection.ts';
import { createContainers } from './containers.ts';
import { engineFacts } from './engine-facts.ts';
import { engineEvents } from './events.ts';
import { createHostRules } from './host-rules.ts';
import { createBuildCache } from './build-cache.ts';
import { createImages } from './images.ts';
import { createNetworks } from './networks.ts';
import { createOwnership } from './ownership.ts';
import { createVolumes, volumeLimits } from './volumes.ts';

export interface DockerEngineOptions {
  /** The installation's id, in the owner label of everything that is made here. */
  readonly owner: string;
  /** Left out, what DOCKER_HOST says, else `/var/run/docker.sock`. */
  readonly socketPath?: string;
  /** How long a plain call may take; builds, streams and waits take as long as they take. 30 s where left out. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** Since 18.09 every Linux engine has BuildKit; what only speaks Docker's API, like Podman, may not. */
const BUILDKIT_API = 1.39;

export function createDockerEngine({
  owner,
  socketPath,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: DockerEngineOptions): Engine {
  const connection = createConnection({ timeoutMs, ...(socketPath === undefined ? {} : { socketPath }) });
  const { docker, call } = connection;
  const ownership = createOwnership(owner);

  const version = (wait?: Waiting) => call((abortSignal) => untyped(docker).version({ abortSignal }), wait);
  const hasBuildKit = async (wait?: Waiting): Promise<boolean> => {
    const { ApiVersion, Os, Components = [] } = await version(wait);
    const isDocker = Components.length === 0 || Components.some(({ Name }) => Name === 'Engine');
    return isDocker && Os === 'linux' && Number(ApiVersion) >= BUILDKIT_API;
  };

  const images = createImages(connection, ownership, hasBuildKit);
  const volumes = createVolumes(connection, ownership);
  const networks = createNetworks(connection, ownership);
  const containers = createContainers(connection, ownership);
  let storageLimits: boolean | undefined;

  return {
    async info(wait): Promise<EngineInfo> {
      const [facts, answer, buildKit] = await Promise.all([
        call((abortSignal) => untyped(docker).info({ abortSignal }), wait),
        version(wait),
        hasBuildKit(wait),
      ]);
      storageLimits ??= await volumeLimits(connection, ownership, wait);
      return {
        version: answer.Version,
        apiVersion: answer.ApiVersion,
        memoryBytes: facts.MemTotal,
        cpus: facts.NCPU,
        runtimes: Object.keys(facts.Runtimes ?? {}),
        ...engineFacts(facts, answer),
        buildKit,
        systemTime: Date.parse(facts.SystemTime),
        storageLimits,
      };
    },
    containers,
    images,
    buildCache: createBuildCache(connection),
    volumes,
    networks,
    hostRules: createHostRules({ connection, ownership, containers }),
    events: ({ signal }) => engineEvents({ connection, ownership, images, volumes, networks }, signal),
    close() {
      connection.close();
      return Promise.resolve();
    },
  };
}
