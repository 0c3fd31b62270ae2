// Containers of an imagined engine.

import { runtimeFor } from '../isolation.ts';
import type { Containers, ContainerState, ExecResult, OpenExecOptions } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { inspectedView, listedView } from './container-view.ts';
import type { FaultLine } from './faults.ts';
import { packFrom, unpackInto, type MemoryFiles } from './files.ts';
import { findImage } from './images.ts';
import { tellJoined } from './networks.ts';
import type { Ownership } from './ownership.ts';
import { startProcess, type MemoryProcess, type Program, type RunningProcess } from './process.ts';
import type { MemoryContainer, MemoryWorld } from './world.ts';

export interface ExecRequest {
  readonly id: string;
  readonly spec: MemoryContainer['spec'];
  readonly command: readonly string[];
  readonly stdin: Buffer;
  readonly files: (mountPath: string) => MemoryFiles | undefined;
}

export type ExecProgram = (request: ExecRequest) => Promise<Partial<ExecResult>>;

/** A command that is spoken with while it runs. Resolves with its exit code. */
export type StreamedExec = (
  process: MemoryProcess,
  command: readonly string[],
  options: OpenExecOptions,
) => Promise<number>;

export interface ContainerParts {
  readonly world: MemoryWorld;
  readonly ownership: Ownership;
  readonly faults: FaultLine;
  readonly program: Program;
  readonly exec: ExecProgram;
  readonly streamedExec: StreamedExec;
}

export const RUNTIMES = ['runc'];
const NEVER = new AbortController().signal;

export function createContainers(parts: ContainerParts): Containers {
  const { world, ownership, faults, program, exec, streamedExec } = parts;

  const byName = (name: string): MemoryContainer | undefined =>
    [...world.containers.values()].find(({ spec }) => spec.name === name);

  const find = (id: string): MemoryContainer | undefined => world.containers.get(id) ?? byName(id);

  function need(id: string, ...states: readonly ContainerState[]): MemoryContainer {
    const container = find(id);
    if (container === undefined) throw new EngineError('CONTAINER_NOT_FOUND', `There is no container ${id}.`);
    ownership.require(container.labels, `container ${container.spec.name}`);
    if (states.length > 0 && !states.includes(container.state)) throw notRunning(container);
    return container;
  }

  function filesOf(container: MemoryContainer, mountPath: string): MemoryFiles | undefined {
    const mount = container.spec.mounts.find(({ path }) => path === mountPath);
    return mount === undefined ? undefined : world.volumes.get(mount.volume)?.files;
  }

  /** The volume that a path lies in, and the path inside it. */
  function placeOf(
    container: MemoryContainer,
    path: string,
  ): { files: MemoryFiles; inside: string } | undefined {
    const mount = container.spec.mounts.find((candidate) => `${path}/`.startsWith(`${candidate.path}/`));
    const files = mount === undefined ? undefined : filesOf(container, mount.path);
    return mount === undefined || files === undefined
      ? undefined
      : { files, inside: path.slice(mount.path.length) };
  }

  function tell(
    container: MemoryContainer,
    action: 'start' | 'die' | 'pause' | 'unpause' | 'destroy' | 'update',
  ) {
    const { id, labels } = container;
    world.emit({ type: 'container', action, id, labels, at: world.now() }, labels);
  }

  async function watch(container: MemoryContainer, process: RunningProcess): Promise<void> {
    const exitCode = await process.exited;
    for (const running of container.execs) running.signal('SIGKILL');
    Object.assign(container, { state: 'exited', exitCode });
    if (world.containers.get(container.id) !== container) return;
    tell(container, 'die');
    for (const name of container.networks) tellJoined(world, container, name, 'disconnect');
  }

  function kill(container: MemoryContainer): Promise<unknown> {
    container.process?.signal('SIGKILL');
    return container.process?.exited ?? Promise.resolve();
  }

  return {
    async create(spec) {
      const there = byName(spec.name);
      if (there !== undefined) {
        ownership.require(there.labels, `container ${spec.name}`);
        return there.id;
      }
      const image = findImage(world, spec.image);
      if (image === undefined) throw new EngineError('IMAGE_NOT_FOUND', `There is no image ${spec.image}.`);
      if (spec.isolation !== undefined) runtimeFor(spec.isolation, RUNTIMES);
      for (const { volume, subpath } of spec.mounts) {
        if (subpath !== undefined)
          throw new EngineError('SUBPATH_UNSUPPORTED', 'This engine mounts whole volumes.');
        const mounted = world.volumes.get(volume);
        if (mounted === undefined) throw new EngineError('VOLUME_NOT_FOUND', `There is no volume ${volume}.`);
        ownership.require(mounted.labels, `volume ${volume}`);
      }
      const id = world.nextId();
      const labels = ownership.mark(spec.labels);
      const networks = new Set([spec.network]);
      const limits = spec.limits ?? {};
      world.containers.set(id, {
        id,
        spec,
        imageId: image.id,
        labels,
        networks,
        limits,
        state: 'created',
        execs: new Set(),
      });
      return id;
    },

    async start(id) {
      const container = need(id);
      if (container.state === 'running') return;
      if (container.state === 'paused') throw notRunning(container);
      for (const name of container.networks) {
        if (name === 'none' || world.networks.has(name)) continue;
        throw new EngineError('NETWORK_NOT_FOUND', `There is no network ${name}.`);
      }
      const files = (mountPath: string): MemoryFiles | undefined => filesOf(container, mountPath);
      const process = startProcess(program, { id: container.id, spec: container.spec, files });
      Object.assign(container, { process, state: 'running', startedAt: world.now() });
      for (const name of container.networks) tellJoined(world, container, name, 'connect');
      tell(container, 'start');
      void watch(container, process);
    },

    async stop(id) {
      const container = find(id);
      if (container === undefined) return;
      ownership.require(container.labels, `container ${container.spec.name}`);
      if (container.state !== 'running' && container.state !== 'paused') return;
      container.process?.unpause();
      if (container.process?.signal('SIGTERM') === true) await container.process.exited;
      // A real engine waits out its grace before it kills; here nobody has to.
      else await kill(container);
    },

    async kill(id, signal) {
      need(id, 'running', 'paused').process?.signal(signal);
    },

    async pause(id) {
      const container = need(id, 'running', 'paused');
      if (container.state === 'paused') return;
      container.state = 'paused';
      for (const running of [container.process, ...container.execs]) running?.pause();
      tell(container, 'pause');
    },

    async unpause(id) {
      const container = need(id, 'running', 'paused');
      if (container.state === 'running') return;
      container.state = 'running';
      for (const running of [container.process, ...container.execs]) running?.unpause();
      tell(container, 'unpause');
    },

    async update(id, limits) {
      const container = need(id);
      container.limits = { ...container.limits, ...limits };
      tell(container, 'update');
    },

    async remove(id) {
      const container = find(id);
      if (container === undefined) return;
      need(id);
      await kill(container);
      if (!world.containers.delete(container.id)) return;
      container.state = 'dead';
      tell(container, 'destroy');
    },

    async inspect(id) {
      const container = find(id);
      return container !== undefined && ownership.isOurs(container.labels)
        ? inspectedView(container)
        : undefined;
    },

    async list(labels) {
      return [...world.containers.values()]
        .filter((container) => ownership.matches(container.labels, labels))
        .map(listedView);
    },

    async attach(id) {
      const container = need(id, 'running');
      if (container.process === undefined) throw notRunning(container);
      const attachment = container.process.attach();
      faults.gone().addEventListener('abort', () => attachment.end(), { once: true });
      return attachment;
    },

    async exec(id, command, options = {}) {
      const container = need(id, 'running');
      const chunks: Buffer[] = [];
      for await (const chunk of options.stdin ?? []) chunks.push(chunk as Buffer);
      const files = (mountPath: string): MemoryFiles | undefined => filesOf(container, mountPath);
      const request = {
        id: container.id,
        spec: container.spec,
        command,
        stdin: Buffer.concat(chunks),
        files,
      };
      const { exitCode = 0, stdout = EMPTY, stderr = EMPTY } = await exec(request);
      const max = options.maxBytes ?? Number.POSITIVE_INFINITY;
      const truncated = stdout.length > max || stderr.length > max;
      return { exitCode, stdout: stdout.subarray(0, max), stderr: stderr.subarray(0, max), truncated };
    },

    async openExec(id, command, options = {}) {
      const container = need(id, 'running');
      const files = (mountPath: string): MemoryFiles | undefined => filesOf(container, mountPath);
      const run: Program = (process) => streamedExec(process, command, options);
      const running = startProcess(run, { id: container.id, spec: container.spec, files });
      container.execs.add(running);
      const streams = running.attach({ ownsInput: true });
      faults.gone().addEventListener('abort', () => streams.end(), { once: true });
      let exitCode: number | undefined;
      const watchExec = async (): Promise<void> => {
        exitCode = await running.exited;
        container.execs.delete(running);
      };
      void watchExec();
      return {
        ...streams,
        async exitCode() {
          await streams.closed;
          // It is known a moment after the streams have ended, where they ended with the command.
          await new Promise((resolve) => setImmediate(resolve));
          return exitCode;
        },
      };
    },

    async copyOut(id, path) {
      const place = placeOf(need(id), path);
      const tar = place === undefined ? undefined : packFrom(place.files, place.inside);
      if (tar === undefined) throw new EngineError('PATH_NOT_FOUND', `There is nothing at ${path}.`);
      return tar;
    },

    async copyIn(id, path, tar) {
      const place = placeOf(need(id), path);
      if (place === undefined) throw new EngineError('ENGINE_REFUSED', `The path ${path} is read-only.`);
      await unpackInto(place.files, place.inside, tar);
    },

    async waitExit(id, wait) {
      const container = need(id, 'running', 'paused', 'exited');
      if (container.state === 'exited') return container.exitCode ?? 0;
      const exited = container.process?.exited ?? Promise.resolve(0);
      return await orAborted(exited, AbortSignal.any([wait?.signal ?? NEVER, faults.gone()]));
    },
  };
}

const EMPTY = Buffer.alloc(0);

function notRunning({ id, state }: MemoryContainer): EngineError {
  return new EngineError('CONTAINER_NOT_RUNNING', `The container ${id} is ${state}, not running.`, {
    details: { state },
  });
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}
