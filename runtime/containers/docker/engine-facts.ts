// What kind of engine answers, read from its own answers. Pure.

import type { EngineInfo } from '../engine.ts';

/** The part of `GET /info` that says so. */
export interface InfoAnswer {
  readonly SecurityOptions?: readonly string[] | null;
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
}

export interface VersionAnswer {
  readonly Components?: readonly { readonly Name: string }[];
}

export function engineFacts(
  { SecurityOptions, MemoryLimit, PidsLimit, CpuCfsQuota }: InfoAnswer,
  { Components = [] }: VersionAnswer,
): Pick<EngineInfo, 'product' | 'rootless' | 'unlimited'> {
  const limits = [
    ['cpus', CpuCfsQuota],
    ['memory', MemoryLimit],
    ['pids', PidsLimit],
  ] as const;
  return {
    product: Components.some(({ Name }) => /podman/i.test(Name)) ? 'podman' : 'docker',
    rootless: (SecurityOptions ?? []).some((option) => option.split(',').includes('name=rootless')),
    unlimited: limits.filter(([, limited]) => limited === false).map(([what]) => what),
  };
}
