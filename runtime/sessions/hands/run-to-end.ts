// A command whose output is wanted as a whole: bounded in time and in what is kept.

import type { Readable } from 'node:stream';
import type { CommandResult, RunningCommand } from './hands.ts';

export interface Bounds {
  readonly stdin: Buffer;
  readonly timeoutMs: number;
  /** Of each output. */
  readonly maxBytes: number;
}

export async function runToEnd(
  begin: () => Promise<RunningCommand>,
  { stdin, timeoutMs, maxBytes }: Bounds,
): Promise<CommandResult> {
  const command = await begin();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    command.hangUp();
  }, timeoutMs);
  try {
    // Not waited for: a command may end without reading its input.
    void command.write(stdin);
    command.endInput();
    const [stdout, stderr] = await Promise.all([
      keep(command.output, maxBytes),
      keep(command.errors, maxBytes),
    ]);
    const exitCode = await command.exitCode();
    const truncated = stdout.isMore || stderr.isMore;
    return { exitCode, stdout: stdout.bytes, stderr: stderr.bytes, truncated, timedOut };
  } finally {
    clearTimeout(timer);
    command.end();
  }
}

async function keep(stream: Readable, maxBytes: number) {
  const kept: Buffer[] = [];
  let room = maxBytes;
  let isMore = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    isMore ||= chunk.length > room;
    if (room > 0) kept.push(chunk.subarray(0, room));
    room -= Math.min(room, chunk.length);
  }
  return { bytes: Buffer.concat(kept), isMore };
}
