// The container of a session, as its space declares it.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { parseSize } from '../../../schemas/size.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { ContainerSpec } from '../../containers/engine.ts';
import { containerLabels, containerName, workspaceName } from '../names.ts';
import { SUPERVISOR_COMMAND, SUPERVISOR_MOUNT } from '../supervisor/payload.ts';

/** The base image's user, who owns /session. */
const USER = '10001:10001';
const TMP_BYTES = 256 * 1024 * 1024;
/** As file systems are made that have a number of inodes: even small files need a block, and most are larger. */
const BYTES_OF_A_FILE = 16 * 1024;
const LEAST_FILES = 10_000;
/** Longer than the supervisor's own grace. */
const STOP_TIMEOUT_SECONDS = 8;

export interface ContainerParts {
  readonly row: Pick<SessionRow, 'id' | 'space' | 'generation'>;
  readonly image: string;
  readonly spec: Pick<SpaceSpec, 'resources' | 'isolation'>;
  /** `none`, or the name of the space's network. */
  readonly network: string;
  readonly supervisorVolume: string;
}

export function containerSpec({
  row,
  image,
  spec,
  network,
  supervisorVolume,
}: ContainerParts): ContainerSpec {
  const { cpus, memory, pids } = spec.resources;
  const memoryBytes = parseSize(memory);
  return {
    name: containerName(row),
    image,
    command: SUPERVISOR_COMMAND,
    workingDir: '/session',
    user: USER,
    labels: containerLabels(row),
    mounts: [
      { volume: workspaceName(row.id), path: '/session' },
      { volume: supervisorVolume, path: SUPERVISOR_MOUNT, readOnly: true },
    ],
    // Of the container's own memory: a full /tmp should be told to the agent, not get it killed.
    tmpfs: { '/tmp': Math.min(TMP_BYTES, Math.floor((memoryBytes ?? Infinity) / 2)) },
    limits: { cpus, pids, ...(memoryBytes === undefined ? {} : { memoryBytes }) },
    network,
    isolation: spec.isolation,
    hostname: 'session',
    stopTimeoutSeconds: STOP_TIMEOUT_SECONDS,
  };
}

/** Bytes that the workspace may hold. */
export function workspaceBytes(spec: Pick<SpaceSpec, 'resources'>): number | undefined {
  return parseSize(spec.resources.storage);
}

/** How many files, folders and links it may hold. */
export function workspaceFiles({ resources }: Pick<SpaceSpec, 'resources'>): number {
  const bytes = parseSize(resources.storage) ?? 0;
  return resources.files ?? Math.max(LEAST_FILES, Math.floor(bytes / BYTES_OF_A_FILE));
}
