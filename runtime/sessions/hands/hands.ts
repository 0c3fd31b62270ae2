// The port to what people do inside a session with their own hands: run commands, and reach ports. Both run as the
// session's user with the container's own hardening, and end with the connection of whoever asked for them.

import type { Duplex, Readable } from 'node:stream';
import type { SessionId } from '../../../state/model/ids.ts';

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

export interface Command {
  readonly command: readonly string[];
  /** Added to the container's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Left out, the agent's folder where one is named, else the workspace. */
  readonly workdir?: string;
  /** In that agent's folder, with its tools and its declared environment, but without its secrets. */
  readonly agent?: string;
  /** With a terminal of that size; left out, with pipes. */
  readonly terminal?: TerminalSize;
}

export interface Asking {
  readonly by: string;
  /** Resumes a session that is paused or suspended first, and waits for one that starts. */
  readonly wake: boolean;
  /** Whoever asks is connected until it aborts: what was begun for them ends then. */
  readonly signal: AbortSignal;
}

export interface RunningCommand {
  readonly output: Readable;
  /** Empty where there is a terminal. */
  readonly errors: Readable;
  /** Resolves when more may be written. */
  write(bytes: Buffer): Promise<void>;
  endInput(): void;
  resize(size: TerminalSize): void;
  signal(number: number): void;
  /** Asks it and all of its session to go, and kills what is left 2 s later. */
  hangUp(): void;
  /** As a shell gives it: 128 and the signal's number where one ended it. Throws `COMMAND_LOST`. */
  exitCode(): Promise<number>;
  /** As `hangUp`, and nothing is heard of it any more. */
  end(): void;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** More was printed than is kept. */
  readonly truncated: boolean;
  readonly timedOut: boolean;
}

export interface Ports {
  /** Throws `PORT_CLOSED`, `RELAY_GONE`. */
  connect(port: number): Promise<Duplex>;
  /** Resolves when the session can't be reached any more. */
  readonly closed: Promise<void>;
}

/** Each throws `SESSION_NOT_FOUND`, and `SESSION_STATE` where the session does not run and isn't to be woken. */
export interface Hands {
  /** Resolves when the session runs. */
  awake(id: SessionId, asking: Asking, what: string): Promise<void>;
  /** Begins a command; what it prints has to be read. Throws `AGENT_NOT_FOUND`. */
  open(id: SessionId, command: Command, asking: Asking): Promise<RunningCommand>;
  /** Runs a command to its end, or to the end of its time. */
  run(
    id: SessionId,
    command: Command & { readonly stdin: Buffer; readonly timeoutMs: number; readonly maxBytes: number },
    asking: Asking,
  ): Promise<CommandResult>;
  /** A way to ports on the session's loopback, until the signal aborts; works without any network. */
  reach(id: SessionId, ports: readonly number[], asking: Asking): Promise<Ports>;
}
