// A container's spec as the engine's create request. The hardening stands here, in one place, and nothing in a spec
// can switch any of it off, but for the few capabilities that our own commands on files need.

import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { ContainerSpec, Limits, Mount } from '../engine.ts';

const CPU_UNIT = 1e9;

export function containerConfig(
  spec: ContainerSpec,
  labels: Record<string, string>,
  runtime: string | undefined,
): ContainerCreateOptions {
  return {
    name: spec.name,
    Image: spec.image,
    // An empty entry point, so that an image's own can't stand before the command.
    Entrypoint: [],
    Cmd: [...spec.command],
    Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
    User: spec.user,
    Labels: labels,
    StopTimeout: spec.stopTimeoutSeconds ?? 10,
    ...(spec.workingDir === undefined ? {} : { WorkingDir: spec.workingDir }),
    ...(spec.hostname === undefined ? {} : { Hostname: spec.hostname }),
    OpenStdin: true,
    // Its standard input outlives whoever is attached.
    StdinOnce: false,
    Tty: false,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...HARDENING,
      CapAdd: [...(spec.capabilities ?? [])],
      ...limitsConfig(spec.limits ?? {}),
      NetworkMode: spec.network,
      Mounts: spec.mounts.map((mount) => mountConfig(mount, labels)),
      Tmpfs: tmpfsConfig(spec.tmpfs ?? {}, spec.user),
      ...(runtime === undefined ? {} : { Runtime: runtime }),
    },
  };
}

const HARDENING: HostConfig = {
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  Privileged: false,
  Init: false,
  AutoRemove: false,
  RestartPolicy: { Name: 'no' },
  LogConfig: { Type: 'none', Config: {} },
  IpcMode: 'private',
  PublishAllPorts: false,
};

/** Swap is set equal to memory, which means: none on top of it. */
export function limitsConfig({ cpus, memoryBytes, pids }: Limits): HostConfig {
  return {
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * CPU_UNIT) }),
    ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(pids === undefined ? {} : { PidsLimit: pids }),
  };
}

export function limitsOf({ NanoCpus, Memory, PidsLimit }: HostConfig): Limits {
  return {
    ...(NanoCpus ? { cpus: NanoCpus / CPU_UNIT } : {}),
    ...(Memory ? { memoryBytes: Memory } : {}),
    ...(PidsLimit ? { pids: PidsLimit } : {}),
  };
}

function mountConfig(
  mount: Mount,
  labels: Record<string, string>,
): NonNullable<HostConfig['Mounts']>[number] {
  const options: Record<string, unknown> = { Labels: labels };
  if (mount.subpath !== undefined) options['Subpath'] = mount.subpath;
  return {
    Type: 'volume',
    Source: mount.volume,
    Target: mount.path,
    ReadOnly: mount.readOnly ?? false,
    // Labels only count where the volume vanished since it was looked at and the engine makes it anew.
    VolumeOptions: options as NonNullable<NonNullable<HostConfig['Mounts']>[number]['VolumeOptions']>,
  };
}

/** Empty files take memory too: without a number of their own, a flood of them would get processes killed. */
const TMPFS_BYTES_OF_A_FILE = 4096;
const LEAST_TMPFS_FILES = 1024;

const tmpfsFiles = (bytes: number): number =>
  Math.max(LEAST_TMPFS_FILES, Math.floor(bytes / TMPFS_BYTES_OF_A_FILE));

/** Owned by the user too, for runc gives a tmpfs the mode that its folder has in the image, whatever is said here. */
function tmpfsConfig(tmpfs: Readonly<Record<string, number>>, user: string): Record<string, string> {
  const [, uid, gid] = /^(\d+):(\d+)$/.exec(user) ?? [];
  const owner = uid === undefined ? '' : `,uid=${uid},gid=${gid}`;
  return Object.fromEntries(
    Object.entries(tmpfs).map(([path, bytes]) => [
      path,
      `rw,exec,nosuid,nodev,size=${bytes},nr_inodes=${tmpfsFiles(bytes)},mode=1777${owner}`,
    ]),
  );
}
