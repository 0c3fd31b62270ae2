// Runs a command inside a container: collects what it prints, or leaves its streams to the caller.

import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exec } from 'dockerode';
import type { ExecOptions, ExecResult, OpenExecOptions, RunningExec } from '../engine.ts';
import { isEngineError } from '../errors.ts';
import { attachmentOf } from './attachment.ts';
import type { Connection } from './connection.ts';

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const EXIT_POLL_MS = 5;
/** A command whose connection has ended and that still runs then goes on without us. */
const MOST_LOOKS = 100;

/** Its connection can be half closed, which is the end of the command's standard input. */
async function startExec(
  connection: Connection,
  id: string,
  command: readonly string[],
  options: OpenExecOptions & { readonly hasInput: boolean },
): Promise<{ readonly exec: Exec; readonly socket: Duplex }> {
  const { env = {}, user, workingDir, hasInput } = options;
  const exec = await connection.call(
    (abortSignal) =>
      connection.docker.getContainer(id).exec({
        Cmd: [...command],
        AttachStdin: hasInput,
        AttachStdout: true,
        AttachStderr: true,
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        ...(user === undefined ? {} : { User: user }),
        ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
        abortSignal,
      }),
    options,
  );
  const socket = await connection.call(
    (abortSignal) => exec.start({ hijack: true, stdin: true, abortSignal }),
    options,
  );
  return { exec, socket };
}

export async function execIn(
  connection: Connection,
  id: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const { stdin, maxBytes = DEFAULT_MAX_BYTES } = options;
  const { exec, socket } = await startExec(connection, id, command, {
    ...options,
    hasInput: stdin !== undefined,
  });
  return connection.patient(async (signal) => {
    const streams = attachmentOf(socket);
    const abort = (): void => streams.end();
    signal.addEventListener('abort', abort, { once: true });
    try {
      // A command may end without reading all of its input; that is its own business.
      const fed = stdin === undefined ? undefined : pipeline(stdin, socket).catch(() => undefined);
      const [stdout, stderr] = await Promise.all([
        collect(streams.output, maxBytes),
        collect(streams.errors, maxBytes),
      ]);
      stdin?.destroy();
      await fed;
      signal.throwIfAborted();
      const exitCode = await exitCodeOf(exec, signal);
      return { exitCode, stdout: stdout.bytes, stderr: stderr.bytes, truncated: stdout.more || stderr.more };
    } finally {
      signal.removeEventListener('abort', abort);
      streams.end();
    }
  }, options);
}

export async function openExecIn(
  connection: Connection,
  id: string,
  command: readonly string[],
  options: OpenExecOptions,
): Promise<RunningExec> {
  const { exec, socket } = await startExec(connection, id, command, { ...options, hasInput: true });
  const streams = attachmentOf(socket);
  return {
    ...streams,
    async exitCode(wait) {
      await streams.closed;
      try {
        return await connection.patient(async (signal) => {
          for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
            const exitCode = await exitCodeIfEnded(exec, signal);
            if (exitCode !== undefined) return exitCode;
            await delay(EXIT_POLL_MS, undefined, { signal });
          }
          return undefined;
        }, wait);
      } catch (thrown) {
        // The container went, and what is known of its commands with it.
        if (isEngineError(thrown) && thrown.details['status'] === 404) return undefined;
        throw thrown;
      }
    },
  };
}

async function collect(stream: Readable, maxBytes: number): Promise<{ bytes: Buffer; more: boolean }> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let more = false;
  stream.on('data', (chunk: Buffer) => {
    const room = maxBytes - kept;
    more ||= chunk.length > room;
    if (room <= 0) return;
    const part = chunk.subarray(0, room);
    chunks.push(part);
    kept += part.length;
  });
  await once(stream, 'end');
  return { bytes: Buffer.concat(chunks), more };
}

/** Streams close a moment before the engine knows the exit code. */
async function exitCodeOf(exec: Exec, signal: AbortSignal): Promise<number> {
  for (;;) {
    const exitCode = await exitCodeIfEnded(exec, signal);
    if (exitCode !== undefined) return exitCode;
    await delay(EXIT_POLL_MS, undefined, { signal });
  }
}

async function exitCodeIfEnded(exec: Exec, abortSignal: AbortSignal): Promise<number | undefined> {
  const { Running, ExitCode } = await exec.inspect({ abortSignal });
  return Running ? undefined : (ExitCode ?? undefined);
}
