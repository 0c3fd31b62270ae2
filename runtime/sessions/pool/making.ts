// What of a space's declaration a container can't take up once it is made, as one text to compare. Pure.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';

export function makingFor({ isolation, network, resources }: SpaceSpec): string {
  const { cpus, memory, pids, storage, files } = resources;
  return JSON.stringify([isolation, network.egress, cpus, memory, pids, storage, files]);
}
