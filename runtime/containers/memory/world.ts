// What exists on an engine that is only imagined. Several engines, each with its own owner, may share a world, as
// several installations may share a real engine.

import type { ContainerSpec, ContainerState, EngineEvent, Labels, Limits } from '../engine.ts';
import type { MemoryFiles } from './files.ts';
import type { RunningProcess } from './process.ts';

export interface MemoryContainer {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly imageId: string;
  readonly labels: Labels;
  readonly networks: Set<string>;
  limits: Limits;
  state: ContainerState;
  process?: RunningProcess;
  /** Commands that run beside the process, and end with it. */
  readonly execs: Set<RunningProcess>;
  exitCode?: number;
  startedAt?: number;
}

export interface MemoryImage {
  readonly id: string;
  readonly tags: Set<string>;
  readonly labels: Labels;
  readonly bytes: number;
  readonly createdAt: number;
}

export interface MemoryVolume {
  readonly name: string;
  readonly labels: Labels;
  readonly files: MemoryFiles;
}

export interface MemoryNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly subnet: string;
}

/** An event as the world sees it: with the labels of what it is about, so that each engine hears only its own. */
export interface OwnedEvent {
  readonly event: EngineEvent;
  readonly labels: Labels;
}

export const CACHED_STEP_BYTES = 1024;

export interface MemoryWorld {
  readonly containers: Map<string, MemoryContainer>;
  readonly images: Map<string, MemoryImage>;
  readonly volumes: Map<string, MemoryVolume>;
  readonly networks: Map<string, MemoryNetwork>;
  /** Of which networks the host filters the traffic, as `owner name`, with their subnets. */
  readonly hostRules: Map<string, string>;
  /** Keys of build steps that were done before, the oldest first; each stands for {@link CACHED_STEP_BYTES}. */
  readonly buildCache: Set<string>;
  readonly listeners: Set<(event: OwnedEvent) => void>;
  now(): number;
  /** Counted up, so that the same calls give the same ids; 64 hex digits that differ in the first 12. */
  nextId(): string;
  emit(event: EngineEvent, labels: Labels): void;
}

export function createMemoryWorld(now: () => number = Date.now): MemoryWorld {
  const listeners = new Set<(event: OwnedEvent) => void>();
  let counter = 0;
  return {
    containers: new Map(),
    images: new Map(),
    volumes: new Map(),
    networks: new Map(),
    hostRules: new Map(),
    buildCache: new Set(),
    listeners,
    now,
    nextId() {
      counter += 1;
      return counter.toString(16).padStart(12, '0').padEnd(64, '0');
    },
    emit(event, labels) {
      for (const listener of listeners) listener({ event, labels });
    },
  };
}
