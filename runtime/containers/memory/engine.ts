// An engine that is only imagined: for tests of what stands on the port, with programs that are functions and faults
// that can be ordered. It is held to the same contract as the real one.

import type { Engine } from '../engine.ts';
import type { RunStep } from './build.ts';
import { createContainers, RUNTIMES, type ExecProgram, type StreamedExec } from './containers.ts';
import { worldEvents } from './events.ts';
import { createFaultLine, type MemoryFaults } from './faults.ts';
import { createHostRules } from './host-rules.ts';
import { createMemoryBuildCache } from './build-cache.ts';
import { createImages } from './images.ts';
import { createNetworks } from './networks.ts';
import { createOwnership } from './ownership.ts';
import type { Program } from './process.ts';
import { createVolumes } from './volumes.ts';
import { createMemoryWorld, type MemoryWorld } from './world.ts';

export interface MemoryEngineOptions {
  readonly owner: string;
  /** What every container runs; it can tell them apart by their spec. */
  readonly program: Program;
  /** What `exec` does inside a running container; left out, every command is not found (127). */
  readonly exec?: ExecProgram;
  /** What `openExec` does inside a running container; left out, every command is not found (127). */
  readonly streamedExec?: StreamedExec;
  /** What a build's RUN steps do; left out, they succeed in silence. */
  readonly runStep?: RunStep;
  /** Given to several engines, they share what exists. */
  readonly world?: MemoryWorld;
}

export interface MemoryEngine extends Engine, MemoryFaults {
  readonly world: MemoryWorld;
  /** As if its process had been killed from outside, which nobody was told of but by the event. */
  killContainer(id: string): void;
  /** As if the engine had been emptied, containers of every owner with it. No event tells. */
  wipe(): void;
}

const notFound: ExecProgram = async ({ command }) => ({
  exitCode: 127,
  stderr: Buffer.from(`${command[0] ?? ''}: not found\n`),
});

export function createMemoryEngine(options: MemoryEngineOptions): MemoryEngine {
  const { owner, program, exec = notFound, streamedExec = async () => 127 } = options;
  const { runStep = async () => [], world = createMemoryWorld() } = options;
  const ownership = createOwnership(owner);
  const faults = createFaultLine();
  const containers = createContainers({ world, ownership, faults, program, exec, streamedExec });
  const info: Engine['info'] = async () => ({
    version: 'memory',
    apiVersion: '1.41',
    memoryBytes: 8 * 2 ** 30,
    cpus: 4,
    runtimes: RUNTIMES,
    product: 'docker',
    rootless: false,
    unlimited: [],
    buildKit: true,
    systemTime: Date.now(),
    storageLimits: false,
  });

  return {
    ...faults.guard({ info }, ''),
    containers: faults.guard(containers, 'containers'),
    images: faults.guard(createImages(world, ownership, faults, runStep), 'images'),
    buildCache: faults.guard(createMemoryBuildCache(world), 'buildCache'),
    volumes: faults.guard(createVolumes(world, ownership), 'volumes'),
    networks: faults.guard(createNetworks(world, ownership), 'networks'),
    hostRules: faults.guard(createHostRules(world, ownership), 'hostRules'),
    events: ({ signal }) => worldEvents(world, ownership, faults, signal),
    close: () => Promise.resolve(),

    world,
    goAway: faults.goAway,
    comeBack: faults.comeBack,
    failNext: faults.failNext,
    killContainer: (id) => void world.containers.get(id)?.process?.signal('SIGKILL'),
    wipe() {
      const running = [...world.containers.values()];
      for (const thing of [world.containers, world.images, world.volumes, world.networks, world.hostRules])
        thing.clear();
      world.buildCache.clear();
      for (const { process } of running) process?.signal('SIGKILL');
    },
  };
}
