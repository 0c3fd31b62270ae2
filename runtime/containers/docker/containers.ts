// Containers on a Docker engine. Each method is the engine's own call with ownership before it and idempotence after.

import type { Duplex } from 'node:stream';
import type { Containers, ContainerView, Waiting } from '../engine.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { untyped } from './abortable.ts';
import { attachmentOf } from './attachment.ts';
import type { Connection } from './connection.ts';
import { containerConfig, limitsConfig } from './container-config.ts';
import { inspectedView, listedView } from './container-view.ts';
import { copyIn, copyOut } from './copies.ts';
import { execIn, openExecIn } from './exec.ts';
import { jsonLines } from './json-lines.ts';
import { runtimeFor } from '../isolation.ts';
import type { Ownership } from './ownership.ts';
import { statusOf } from './translate.ts';
import { requireVolumes } from './volumes.ts';

/** The engine has Docker's answer to "already so". */
const NOT_MODIFIED = 304;
const DEFAULT_STOP_SECONDS = 10;

export function createContainers(connection: Connection, ownership: Ownership): Containers {
  const { docker, call, patient } = connection;

  /** The container with that id or name, of any owner. */
  async function look(id: string, wait?: Waiting) {
    try {
      return await call((abortSignal) => docker.getContainer(id).inspect({ abortSignal }), wait);
    } catch (thrown) {
      if (isEngineError(thrown, 'CONTAINER_NOT_FOUND')) return undefined;
      throw thrown;
    }
  }

  /** Throws unless it is there and ours. */
  async function requireOurs(id: string, wait?: Waiting): Promise<void> {
    if (ownership.knows('container', id)) return;
    const info = await look(id, wait);
    if (info === undefined) throw new EngineError('CONTAINER_NOT_FOUND', `There is no container ${id}.`);
    ownership.require(info.Config.Labels, `container ${info.Name}`);
    ownership.know('container', info.Id);
  }

  async function inspect(id: string, wait?: Waiting): Promise<ContainerView | undefined> {
    const info = await look(id, wait);
    return info !== undefined && ownership.isOurs(info.Config.Labels) ? inspectedView(info) : undefined;
  }

  /** Where a call fails because the container is in that state already, that is what was wanted. */
  async function unlessAlready(
    id: string,
    state: ContainerView['state'],
    act: () => Promise<unknown>,
    wait?: Waiting,
  ) {
    try {
      await act();
    } catch (thrown) {
      if (!isEngineError(thrown, 'CONTAINER_NOT_RUNNING', 'ENGINE_REFUSED')) throw thrown;
      const now = await inspect(id, wait);
      if (now?.state === state) return;
      if (now !== undefined && now.state !== 'running') throw notRunning(id, now.state);
      throw thrown;
    }
  }

  return {
    async create(spec, wait) {
      const [runtime] = await Promise.all([runtimeOf(spec.isolation), checkMounts()]);
      try {
        const labels = ownership.mark(spec.labels);
        const made = await call(
          (abortSignal) => docker.createContainer({ ...containerConfig(spec, labels, runtime), abortSignal }),
          wait,
        );
        ownership.know('container', made.id);
        return made.id;
      } catch (thrown) {
        if (!isEngineError(thrown) || thrown.details['status'] !== 409) throw thrown;
        const there = await look(spec.name, wait);
        if (there === undefined) throw thrown;
        ownership.require(there.Config.Labels, `container ${spec.name}`);
        ownership.know('container', there.Id);
        return there.Id;
      }

      async function runtimeOf(isolation: typeof spec.isolation): Promise<string | undefined> {
        if (isolation === undefined) return undefined;
        const info = await call((abortSignal) => untyped(docker).info({ abortSignal }), wait);
        return runtimeFor(isolation, Object.keys(info.Runtimes ?? {}));
      }
      async function checkMounts(): Promise<void> {
        if (spec.mounts.some((mount) => mount.subpath !== undefined)) await requireSubpaths(connection, wait);
        await requireVolumes(connection, ownership, new Set(spec.mounts.map((mount) => mount.volume)), wait);
      }
    },

    async start(id, wait) {
      await requireOurs(id, wait);
      await call(
        (abortSignal) => tolerate(NOT_MODIFIED, docker.getContainer(id).start({ abortSignal })),
        wait,
      );
    },

    async stop(id, wait) {
      const info = await look(id, wait);
      if (info === undefined) return;
      ownership.require(info.Config.Labels, `container ${info.Name}`);
      const seconds = (info.Config as { StopTimeout?: number | null }).StopTimeout ?? DEFAULT_STOP_SECONDS;
      await ignoreAbsent(
        call(
          (abortSignal) => tolerate(NOT_MODIFIED, docker.getContainer(info.Id).stop({ abortSignal })),
          wait,
          seconds * 1000,
        ),
      );
    },

    async kill(id, signal, wait) {
      await requireOurs(id, wait);
      await call((abortSignal) => docker.getContainer(id).kill({ signal, abortSignal }), wait);
    },

    async pause(id, wait) {
      await requireOurs(id, wait);
      const act = (): Promise<unknown> =>
        call((abortSignal) => docker.getContainer(id).pause({ abortSignal }), wait);
      await unlessAlready(id, 'paused', act, wait);
    },

    async unpause(id, wait) {
      await requireOurs(id, wait);
      const act = (): Promise<unknown> =>
        call((abortSignal) => docker.getContainer(id).unpause({ abortSignal }), wait);
      await unlessAlready(id, 'running', act, wait);
    },

    async update(id, limits, wait) {
      await requireOurs(id, wait);
      await call(
        (abortSignal) => docker.getContainer(id).update({ ...limitsConfig(limits), abortSignal }),
        wait,
      );
    },

    async remove(id, wait) {
      try {
        await requireOurs(id, wait);
        const container = docker.getContainer(id);
        await call((abortSignal) => container.remove({ force: true, v: true, abortSignal }), wait);
      } catch (thrown) {
        if (isEngineError(thrown) && /already in progress/.test(thrown.message)) {
          // Somebody else is at it; gone means gone, so wait for them.
          await ignoreAbsent(
            call((abortSignal) => docker.getContainer(id).wait({ condition: 'removed', abortSignal }), wait),
          );
        } else if (!isEngineError(thrown, 'CONTAINER_NOT_FOUND')) throw thrown;
      }
      ownership.forget('container', id);
    },

    inspect,

    async list(labels, wait) {
      const filters = { label: ownership.filter(labels) };
      const infos = await call(
        (abortSignal) => docker.listContainers({ all: true, filters, abortSignal }),
        wait,
      );
      for (const info of infos) ownership.know('container', info.Id);
      return infos.map(listedView);
    },

    async attach(id, wait) {
      await requireOurs(id, wait);
      const streams = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
      // Both at once: the engine would attach to an exited container too, and say nothing for ever.
      const [attached, looked] = await Promise.allSettled([
        call((abortSignal) => docker.getContainer(id).attach({ ...streams, abortSignal }), wait),
        inspect(id, wait),
      ]);
      const state = looked.status === 'fulfilled' ? looked.value?.state : undefined;
      if (attached.status === 'rejected') throw attached.reason;
      if (state === 'running' && wait?.signal?.aborted !== true)
        return attachmentOf(attached.value as Duplex);
      attached.value.on('error', () => undefined);
      (attached.value as Duplex).destroy();
      wait?.signal?.throwIfAborted();
      if (looked.status === 'rejected') throw looked.reason;
      if (state === undefined) throw new EngineError('CONTAINER_NOT_FOUND', `There is no container ${id}.`);
      throw notRunning(id, state);
    },

    async exec(id, command, options = {}) {
      await requireOurs(id, options);
      return execIn(connection, id, command, options);
    },

    async openExec(id, command, options = {}) {
      await requireOurs(id, options);
      return openExecIn(connection, id, command, options);
    },

    async copyOut(id, path, wait) {
      await requireOurs(id, wait);
      return copyOut(connection, id, path, wait);
    },

    async copyIn(id, path, tar, wait) {
      await requireOurs(id, wait);
      await copyIn(connection, id, path, tar, wait);
    },

    async waitExit(id, wait) {
      const now = await inspect(id, wait);
      if (now === undefined) throw new EngineError('CONTAINER_NOT_FOUND', `There is no container ${id}.`);
      if (now.state === 'created') throw notRunning(id, now.state);
      return patient((signal) => exitOf(connection, now.id, signal), wait);
    },
  };
}

function notRunning(id: string, state: ContainerView['state']): EngineError {
  return new EngineError('CONTAINER_NOT_RUNNING', `The container ${id} is ${state}, not running.`, {
    details: { state },
  });
}

async function tolerate(status: number, answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (thrown) {
    if (statusOf(thrown) !== status) throw thrown;
  }
}

async function ignoreAbsent(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (thrown) {
    if (!isEngineError(thrown, 'CONTAINER_NOT_FOUND')) throw thrown;
  }
}

/** As a stream, for dockerode waits for ever where the connection is lost between an answer's head and its end. */
async function exitOf({ request }: Connection, id: string, signal: AbortSignal): Promise<number> {
  const query = { condition: 'not-running' };
  const answer = await request({ path: `/containers/${id}/wait?`, query, signal });
  for await (const { StatusCode } of jsonLines<{ StatusCode: number }>(answer)) return StatusCode;
  throw new EngineError('ENGINE_UNREACHABLE', `The engine broke off the wait for the container ${id}.`);
}

const SUBPATH_API = 1.45;

async function requireSubpaths({ docker, call }: Connection, wait?: Waiting): Promise<void> {
  const { ApiVersion } = await call((abortSignal) => untyped(docker).version({ abortSignal }), wait);
  if (Number(ApiVersion) >= SUBPATH_API) return;
  const message = `The engine (API ${ApiVersion}) can't mount a folder of a volume.`;
  throw new EngineError('SUBPATH_UNSUPPORTED', message);
}
