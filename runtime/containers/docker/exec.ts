// Runs a command inside a container and collects what it prints.

import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exec } from 'dockerode';
import type { ExecOptions, ExecResult } from '../engine.ts';
import { attachmentOf } from './attachment.ts';
import type { Connection } from './connection.ts';

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const EXIT_POLL_MS = 5;

export async function execIn(
  connection: Connection,
  id: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const { stdin, env = {}, user, workingDir, maxBytes = DEFAULT_MAX_BYTES } = options;
  const exec = await connection.call(
    (abortSignal) =>
      connection.docker.getContainer(id).exec({
        Cmd: [...command],
        AttachStdin: stdin !== undefined,
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
    const { Running, ExitCode } = await exec.inspect({ abortSignal: signal });
    if (!Running && ExitCode !== null) return ExitCode;
    await delay(EXIT_POLL_MS, undefined, { signal });
  }
}
