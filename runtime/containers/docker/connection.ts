// The one connection to the engine: every call goes through `call`, which bounds it in time, lets it be aborted, and
// translates what dockerode throws.

import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import type { Waiting } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { translate } from './translate.ts';

export interface ConnectionOptions {
  /** Left out, what DOCKER_HOST says, else the usual sockets. */
  readonly socketPath?: string;
  readonly timeoutMs: number;
}

export interface Connection {
  readonly docker: Docker;
  /** A call that the engine answers at once; one that takes longer than the time-out is `ENGINE_UNREACHABLE`. */
  readonly call: <T>(
    run: (signal: AbortSignal) => Promise<T>,
    wait?: Waiting,
    extraMs?: number,
  ) => Promise<T>;
  /** A call that takes as long as it takes: a build, a stream, a wait. */
  readonly patient: <T>(run: (signal: AbortSignal) => Promise<T>, wait?: Waiting) => Promise<T>;
  /** A POST that dockerode has no fitting method for; resolves with the response's body as a stream. */
  readonly request: (options: RawRequest) => Promise<Readable>;
  readonly close: () => void;
}

export interface RawRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** What is sent; left out, nothing is. */
  readonly body?: Readable;
  readonly signal: AbortSignal;
}

const NEVER = new AbortController().signal;

export function createConnection({ socketPath, timeoutMs }: ConnectionOptions): Connection {
  const docker = new Docker(socketPath === undefined ? {} : { socketPath });
  const agent = withOwnAgent(docker);

  async function guarded<T>(run: () => Promise<T>, wait: Waiting | undefined): Promise<T> {
    wait?.signal?.throwIfAborted();
    try {
      return await run();
    } catch (thrown) {
      wait?.signal?.throwIfAborted();
      throw translate(thrown);
    }
  }

  return {
    docker,
    call: (run, wait, extraMs = 0) =>
      guarded(async () => {
        const limit = AbortSignal.timeout(timeoutMs + extraMs);
        const failed = new AbortController();
        try {
          return await run(AbortSignal.any([limit, failed.signal, wait?.signal ?? NEVER]));
        } catch (thrown) {
          // A refused upgrade would otherwise leave its connection open for good.
          failed.abort();
          if (!limit.aborted) throw thrown;
          const message = `The container engine did not answer within ${timeoutMs + extraMs} ms.`;
          throw new EngineError('ENGINE_UNREACHABLE', message, { cause: thrown });
        }
      }, wait),
    patient: (run, wait) => guarded(() => run(wait?.signal ?? NEVER), wait),
    request: ({ path, query, body, signal }) =>
      new Promise((resolve, reject) => {
        const options = { _query: query, _body: {} };
        docker.modem.dial(
          {
            path,
            method: 'POST',
            options,
            file: body,
            isStream: true,
            abortSignal: signal,
            statusCodes: { 200: true },
          },
          (error: unknown, response: unknown) =>
            error === null || error === undefined ? resolve(response as Readable) : reject(error),
        );
      }),
    close: () => agent?.destroy(),
  };
}

/** Connections are kept open between calls in an agent of our own, so that closing it closes them all. */
function withOwnAgent(docker: Docker): Agent | undefined {
  const modem = docker.modem as { protocol?: string; agent?: Agent };
  if (modem.protocol === 'ssh') return undefined;
  const made =
    modem.protocol === 'https' ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  // The modem describes each request for its debug log, in vain: with 150 sockets in it that took 0.1 s a call.
  Object.assign(made, { [inspect.custom]: () => 'Agent' });
  modem.agent = made;
  return made;
}
