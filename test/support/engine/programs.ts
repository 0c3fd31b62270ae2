// Programs that the contract runs in containers: as commands for a real engine, as functions for an imagined one.

import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { ExecProgram, StreamedExec } from '../../../runtime/containers/memory/containers.ts';
import type { RunStep } from '../../../runtime/containers/memory/build.ts';
import type { Program } from '../../../runtime/containers/memory/process.ts';

interface TestProgram {
  readonly command: readonly string[];
  readonly run: Program;
}

export const FLOOD_BYTES = 32 * 1024 * 1024;
const BLOCK = Buffer.alloc(64 * 1024);

export const PROGRAMS = {
  echo: {
    command: ['cat'],
    run: async ({ stdin, stdout }) => {
      await copy(stdin, stdout);
      return 0;
    },
  },
  exitSeven: { command: ['sh', '-c', 'exit 7'], run: async () => 7 },
  /** Says one word on each stream for a line of input, and ends with 3. */
  answerAndExit: {
    command: ['sh', '-c', 'read line; echo out; echo err >&2; exit 3'],
    run: async ({ stdin, stdout, stderr }) => {
      await once(stdin, 'data');
      await write(stdout, 'out\n');
      await write(stderr, 'err\n');
      return 3;
    },
  },
  /** For a line of input prints as much as no buffer on the way holds, and only then makes a file. */
  flood: {
    command: [
      'sh',
      '-c',
      `read line; dd if=/dev/zero bs=${BLOCK.length} count=${FLOOD_BYTES / BLOCK.length} 2>/dev/null; echo > /session/done; cat`,
    ],
    run: async ({ stdin, stdout, files }) => {
      await once(stdin, 'data');
      for (let sent = 0; sent < FLOOD_BYTES; sent += BLOCK.length) await write(stdout, BLOCK);
      files('/session')?.set('done', {
        type: 'file',
        content: Buffer.from('\n'),
        uid: 0,
        gid: 0,
        mode: 0o644,
      });
      await copy(stdin, stdout);
      return 0;
    },
  },
  /** What a fork does, in small. */
  copyVolume: {
    command: ['sh', '-c', 'read line; cp -a /from/. /to/0; cp -a /from/. /to/1'],
    run: async ({ stdin, files }) => {
      await once(stdin, 'data');
      for (const to of ['/to/0', '/to/1']) {
        for (const [path, file] of files('/from') ?? []) files(to)?.set(path, file);
      }
      return 0;
    },
  },
} satisfies Record<string, TestProgram>;

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.join('\0') === other.join('\0');

/** The imagined engine's program: the one whose command the container's spec has. */
export const memoryProgram: Program = (process) => {
  const found = Object.values(PROGRAMS).find(({ command }) => same(command, process.spec.command));
  if (found === undefined) throw new Error(`No program for ${process.spec.command.join(' ')}.`);
  return found.run(process);
};

/** Just the commands that the contract executes. */
export const memoryExec: ExecProgram = async ({ command, stdin, files }) => {
  const [name, ...args] = command;
  if (name === 'cat') return { exitCode: 0, stdout: stdin };
  if (name === 'ls') {
    return {
      exitCode: 0,
      stdout: Buffer.from([...(files(args[0] ?? '')?.keys() ?? [])].map((file) => `${file}\n`).join('')),
    };
  }
  if (same(command, EXEC_BOTH))
    return { exitCode: 5, stdout: Buffer.from('one\n'), stderr: Buffer.from('two\n') };
  return { exitCode: 127 };
};

export const EXEC_BOTH = ['sh', '-c', 'echo one; echo two >&2; exit 5'];
export const EXEC_ECHO_THEN_NINE = ['sh', '-c', 'cat; exit 9'];

/** Those of them that are spoken with while they run. */
export const memoryStreamedExec: StreamedExec = async ({ stdin, stdout, stderr }, command) => {
  if (same(command, EXEC_ECHO_THEN_NINE)) {
    await copy(stdin, stdout);
    return 9;
  }
  if (!same(command, EXEC_BOTH)) return 127;
  await write(stdout, 'one\n');
  await write(stderr, 'two\n');
  return 5;
};

/** The imagined engine's RUN: `echo`, `exit` and `sleep`, the last until it is aborted. */
export const memoryRunStep: RunStep = async ({ command, signal }) => {
  const printed: string[] = [];
  for (const [, verb, rest = ''] of command.matchAll(/(echo|exit|sleep) ([^;&]*)/g)) {
    if (verb === 'echo') printed.push(rest.trim());
    if (verb === 'exit') throw new Error(`exit code: ${rest}`);
    if (verb === 'sleep') {
      await once(signal, 'abort');
      signal.throwIfAborted();
    }
  }
  return printed;
};

async function copy(from: Readable, to: Writable): Promise<void> {
  for await (const chunk of from) await write(to, chunk as Buffer);
}

function write(stream: Writable, chunk: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}
