// The process of an imagined container: a function, with standard streams that behave as an engine's do. Nothing is
// kept for those who attach later, a full reader stops the writer, and what is paused neither hears nor is heard.

import { Readable, Writable } from 'node:stream';
import type { Attachment, ContainerSpec } from '../engine.ts';
import { messageOf } from '../../../state/model/errors.ts';
import { createGate, type Gate } from './gate.ts';
import type { MemoryFiles } from './files.ts';

export interface MemoryProcess {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The files of a mounted volume, by the path that it is mounted at. */
  readonly files: (mountPath: string) => MemoryFiles | undefined;
  /** Aborts when the process is killed; it can't go on, but what it started should stop. */
  readonly killed: AbortSignal;
  /** As for any process 1, a signal that nobody listens for does nothing, other than SIGKILL. */
  readonly onSignal: (listener: (signal: string) => void) => void;
}

/** Resolves with the exit code; what it throws goes to the standard error and exits with 1. */
export type Program = (process: MemoryProcess) => Promise<number>;

export interface RunningProcess {
  readonly exited: Promise<number>;
  /** `ownsInput`: the standard input ends with the attachment's, as that of a command in a container does. */
  attach(options?: { readonly ownsInput: boolean }): Attachment;
  pause(): void;
  unpause(): void;
  /** Returns false where the process neither listens for the signal nor ends by it. */
  signal(name: string): boolean;
  /** Ends every attachment, as a lost connection does; the process goes on. */
  detachAll(): void;
}

const KILLED = 137;

type Identity = Pick<MemoryProcess, 'id' | 'spec' | 'files'>;

export function startProcess(program: Program, identity: Identity): RunningProcess {
  const gate = createGate();
  const killed = new AbortController();
  const ended = Promise.withResolvers<number>();
  const attachments = new Set<OpenAttachment>();
  const listeners: ((signal: string) => void)[] = [];

  const stdin = createFed();
  const printed = (name: 'output' | 'errors'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        const deliver = async (): Promise<void> => {
          await gate.whenOpen();
          await Promise.all(Array.from(attachments, (attachment) => attachment[name].feed(chunk)));
          done();
        };
        void deliver();
      },
    });
  const stdout = printed('output');
  const stderr = printed('errors');

  function end(code: number): void {
    gate.open();
    stdin.end();
    for (const attachment of attachments) attachment.end();
    ended.resolve(code);
  }

  async function run(): Promise<number> {
    const onSignal: MemoryProcess['onSignal'] = (listener) => void listeners.push(listener);
    try {
      const process = { ...identity, stdin: stdin.readable, stdout, stderr, killed: killed.signal, onSignal };
      const code = await program(process);
      await Promise.all([flushed(stdout), flushed(stderr)]);
      return code;
    } catch (thrown) {
      stderr.write(`${messageOf(thrown)}\n`);
      await flushed(stderr);
      return 1;
    }
  }
  // Not at once: whoever starts a container has to have the chance to attach to it.
  setImmediate(() => void run().then(end));

  return {
    exited: ended.promise,
    attach({ ownsInput } = { ownsInput: false }) {
      const endInput = ownsInput ? stdin.end : undefined;
      const attachment = openAttachment(stdin, gate, endInput, () => attachments.delete(attachment));
      attachments.add(attachment);
      return attachment.streams;
    },
    pause: gate.close,
    unpause: gate.open,
    signal(name) {
      if (name === 'SIGKILL' || name === 'KILL') {
        end(KILLED);
        killed.abort(name);
        return true;
      }
      for (const listener of listeners) listener(name);
      return listeners.length > 0;
    },
    detachAll() {
      for (const attachment of attachments) attachment.end();
    },
  };
}

/** Resolves once everything written so far was delivered. */
function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => (stream.destroyed ? resolve() : stream.write('', () => resolve())));
}

interface Fed {
  readonly readable: Readable;
  /** Resolves when the reader wants more, or is gone. */
  feed(chunk: Buffer): Promise<void>;
  end(): void;
}

function createFed(onDestroy?: () => void): Fed {
  let wanted = Promise.withResolvers<void>();
  let over = false;
  const readable = new Readable({
    read: () => wanted.resolve(),
    destroy(error, done) {
      over = true;
      wanted.resolve();
      onDestroy?.();
      done(error);
    },
  });
  return {
    readable,
    async feed(chunk) {
      if (over || chunk.length === 0) return;
      wanted = Promise.withResolvers();
      if (!readable.push(chunk)) await wanted.promise;
    },
    end() {
      if (over) return;
      over = true;
      wanted.resolve();
      readable.push(null);
    },
  };
}

interface OpenAttachment {
  readonly output: Fed;
  readonly errors: Fed;
  readonly streams: Attachment;
  end(): void;
}

function openAttachment(
  stdin: Fed,
  gate: Gate,
  endInput: (() => void) | undefined,
  onEnd: () => void,
): OpenAttachment {
  const closed = Promise.withResolvers<void>();
  const end = (): void => {
    output.end();
    errors.end();
    input.destroy();
    endInput?.();
    onEnd();
    closed.resolve();
  };
  const output = createFed(end);
  const errors = createFed(end);
  const input = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const deliver = async (): Promise<void> => {
        await gate.whenOpen();
        await stdin.feed(chunk);
        done();
      };
      void deliver();
    },
    final(done) {
      endInput?.();
      done();
    },
  });
  // Written after the end of the connection: lost, as on a real one.
  input.on('error', () => undefined);
  const streams = { input, output: output.readable, errors: errors.readable, closed: closed.promise, end };
  return { output, errors, streams, end };
}
