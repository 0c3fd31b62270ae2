// The words that host and supervisor exchange, as values; ../supervisor/PROTOCOL.md says what each promises. Pure.

import type { Usage } from '../../../state/model/turn.ts';

export const PROTOCOL_VERSION = 2;

/** Bytes of a line, its newline included; what is longer travels in chunks. */
export const MAX_LINE_BYTES = 256 * 1024;

/** Bytes of a frame or command joined from its chunks. */
export const MAX_WHOLE_BYTES = 32 * 1024 * 1024;

/** What a handler is given beside the message. Times are RFC 3339 in UTC. */
export interface TurnContext {
  readonly session_id: string;
  readonly space: string;
  readonly agent: string;
  readonly turn_id: string;
  readonly attempt: number;
  readonly timestamp: string;
  /** Who wrote the message. */
  readonly user: string | null;
  /** The turn that asked or handed over, where an agent did; null: a person's message. */
  readonly parent: string | null;
  /** The turn's span, for spans of the agent's own, as W3C's header of that name; only where turns are traced. */
  readonly traceparent?: string;
  /** Earlier messages of the session, oldest first. */
  readonly history: readonly { readonly role: string; readonly content: string; readonly agent?: string }[];
  /** Left out, `/session`. */
  readonly workspace?: string;
  /** Left out, the supervisor fills in when the turn will time out. */
  readonly deadline?: string;
}

export interface WorkerConfigureCommand {
  readonly type: 'worker.configure';
  readonly agent: string;
  /** The host's own word for this configuration; `hello` repeats it. */
  readonly revision: string;
  /** Where the agent lives: `/agents/{name}`. */
  readonly dir: string;
  /** As the manifest has it: `python*`, `node*`, `rust`, `command`. */
  readonly runtime: string;
  readonly contract: 'function' | 'exec' | 'http';
  readonly handler?: string;
  readonly command?: readonly string[];
  /** Of the contract `http`: where the server listens and how it is asked, where that isn't to be found out. */
  readonly http?: { readonly port?: number; readonly protocol?: 'invocations' | 'responses' };
  readonly timeout_seconds: number;
  /** Turns that the worker takes at once. */
  readonly concurrency: number;
  /** May hold secrets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Since version 2. */
export interface WorkerStartCommand {
  readonly type: 'worker.start';
  readonly agent: string;
}

export interface WorkerStopCommand {
  readonly type: 'worker.stop';
  readonly agent: string;
}

export interface TurnStartCommand {
  readonly type: 'turn.start';
  readonly turn: string;
  readonly attempt: number;
  readonly agent: string;
  readonly message: string;
  readonly context: TurnContext;
  /** Left out, the worker's. */
  readonly timeout_seconds?: number;
}

export interface TurnCancelCommand {
  readonly type: 'turn.cancel';
  readonly turn: string;
}

/** Since version 2. What an agent asked for through its socket, or why it gets none. */
export type AskAnswerCommand = { readonly type: 'ask.answer' } & AskName & AskAnswer;

/** One of what a turn asked for. */
export interface AskName {
  readonly turn: string;
  readonly ask: string;
}

export type AskAnswer =
  /** The other agent's reply, and its turn. To a handover that is allowed: an empty text. */
  | { readonly content: string; readonly reply_turn?: string }
  | { readonly agents: readonly { readonly agent: string; readonly purpose: string }[] }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } };

/** Since version 2; kept until another is told. */
export interface WorkspaceLimitCommand {
  readonly type: 'workspace.limit';
  readonly bytes: number;
  readonly files: number;
}

/** Since version 2. A `workspace` frame follows. */
export interface WorkspaceMeasureCommand {
  readonly type: 'workspace.measure';
}

/** Since version 2. */
export interface StatsCommand {
  readonly type: 'stats';
}

/** What the container used since it was started, and uses now; absent what its kernel does not tell. */
export interface Stats {
  /** As in `hello`. */
  readonly boot: string;
  readonly cpu_ms?: number;
  /** Without what the kernel can drop at once. */
  readonly memory_bytes?: number;
  readonly received_bytes: number;
  readonly sent_bytes: number;
  /** As measured last. */
  readonly workspace?: WorkspaceUsage;
}

export interface ShutdownCommand {
  readonly type: 'shutdown';
  /** Seconds. */
  readonly grace: number;
}

/** What {@link Link.request} takes; the link adds id and epoch. */
export type Command =
  | WorkerConfigureCommand
  | WorkerStartCommand
  | WorkerStopCommand
  | TurnStartCommand
  | TurnCancelCommand
  | AskAnswerCommand
  | WorkspaceLimitCommand
  | WorkspaceMeasureCommand
  | StatsCommand
  | ShutdownCommand;

/** What a command that went well is answered with. */
export interface Results {
  readonly 'worker.configure': Readonly<Record<string, never>>;
  readonly 'worker.start': Readonly<Record<string, never>>;
  readonly 'worker.stop': Readonly<Record<string, never>>;
  readonly 'turn.start': { readonly state: 'started' | 'running' | 'ended' | 'acknowledged' };
  readonly 'turn.cancel': { readonly state: 'cancelled' | 'ended' | 'unknown' };
  readonly 'ask.answer': { readonly state: 'answered' | 'unknown' };
  readonly 'workspace.limit': Readonly<Record<string, never>>;
  readonly 'workspace.measure': Readonly<Record<string, never>>;
  readonly stats: Stats;
  readonly shutdown: Readonly<Record<string, never>>;
}

export type AnswerErrorCode =
  | 'STALE_EPOCH'
  | 'PROTOCOL_MISMATCH'
  | 'UNKNOWN_COMMAND'
  | 'BAD_COMMAND'
  | 'AGENT_NOT_CONFIGURED'
  | 'AGENT_BUSY'
  | 'TURN_HELD'
  | 'SHUTTING_DOWN';

export interface AnswerError {
  readonly code: AnswerErrorCode;
  readonly message: string;
  readonly hint: string;
}

export type AnswerFrame =
  | { readonly type: 'answer'; readonly re: string; readonly ok: true; readonly result: unknown }
  | { readonly type: 'answer'; readonly re: string; readonly ok: false; readonly error: AnswerError };

export interface HeldTurn {
  readonly turn: string;
  readonly attempt: number;
  readonly agent: string;
  /** `ended`: its `turn.done` or `turn.failed` is among the unacknowledged frames. */
  readonly state: 'running' | 'ended';
}

export interface HeldWorker {
  readonly agent: string;
  readonly revision: string;
  readonly running: boolean;
}

export interface OpenAsk extends AskName {
  readonly attempt: number;
}

/** What the workspace holds. */
export interface WorkspaceUsage {
  /** On the disk. */
  readonly bytes: number;
  /** And folders. */
  readonly files: number;
  /** It was more than the limit, and everybody in the session was stopped; there until there is room. */
  readonly full?: true;
}

export interface HelloFrame {
  readonly type: 'hello';
  readonly re: string;
  readonly version: number;
  /** Made anew at each start of the supervisor. */
  readonly boot: string;
  readonly pid: number;
  readonly epoch: number;
  /** The last number given; 0 where there is none. */
  readonly seq: number;
  readonly turns: readonly HeldTurn[];
  readonly workers: readonly HeldWorker[];
  /** What is not answered yet; absent before version 2. */
  readonly asks?: readonly OpenAsk[];
  /** As measured last; absent before it was, and before version 2. */
  readonly workspace?: WorkspaceUsage;
}

export interface BadFrame {
  readonly type: 'bad_frame';
  readonly message: string;
  readonly sample: string;
}

interface Numbered {
  readonly seq: number;
}

export interface TurnStartedFrame extends Numbered {
  readonly type: 'turn.started';
  readonly turn: string;
  readonly attempt: number;
  readonly agent: string;
  readonly at: number;
}

export interface TurnDeltaFrame extends Numbered {
  readonly type: 'turn.delta';
  readonly turn: string;
  readonly attempt: number;
  readonly text: string;
}

export interface TurnDoneFrame extends Numbered {
  readonly type: 'turn.done';
  readonly turn: string;
  readonly attempt: number;
  /** The whole reply, deltas or not. */
  readonly content: string;
  /** Bytes that are not UTF-8 were replaced. */
  readonly replaced?: true;
  /** As far as the agent told. */
  readonly usage?: Usage;
  /** How many questions it asked other agents; absent where it was none. */
  readonly asks?: number;
}

/** Since version 2: another agent goes on in its stead. */
export interface TurnHandoffFrame extends Numbered {
  readonly type: 'turn.handoff';
  readonly turn: string;
  readonly attempt: number;
  readonly to: string;
  /** Left out, the message of the turn itself. */
  readonly message?: string;
  readonly asks?: number;
  readonly usage?: Usage;
}

export type TurnFailureCode =
  | 'HANDLER_FAILED'
  | 'HANDLER_UNLOADABLE'
  | 'WORKER_UNSTARTABLE'
  | 'WORKER_DIED'
  | 'TURN_TIMEOUT'
  | 'TURN_CANCELLED'
  | 'TURN_INTERRUPTED'
  | 'REPLY_TOO_LARGE';

export interface TurnFailedFrame extends Numbered {
  readonly type: 'turn.failed';
  readonly turn: string;
  readonly attempt: number;
  readonly code: TurnFailureCode;
  readonly message: string;
  readonly hint: string;
  readonly asks?: number;
}

/** Since version 2: what an agent asks for through its socket. Acknowledged only once it is stored or answered. */
export type AskFrame = Numbered &
  OpenAsk & {
    readonly type: 'ask';
    /** Whose turn it is. */
    readonly agent: string;
  } & (
    | { readonly what: 'reply'; readonly to: string; readonly message: string }
    /** Whether the turn may be handed over; it is once its handler has returned. */
    | { readonly what: 'handoff'; readonly to: string }
    | { readonly what: 'agents' }
  );

/** Since version 2: whoever asked does not listen any more. */
export interface AskDroppedFrame extends Numbered, OpenAsk {
  readonly type: 'ask.dropped';
}

export interface LogFrame extends Numbered {
  readonly type: 'log';
  readonly agent: string;
  readonly turn?: string;
  readonly stream: 'stdout' | 'stderr';
  /** One or more lines, without the last newline. */
  readonly text: string;
  readonly at: number;
  readonly replaced?: true;
  /** The line goes on in the next frame of this agent and stream. */
  readonly cut?: true;
}

export interface WorkerStartedFrame extends Numbered {
  readonly type: 'worker.started';
  readonly agent: string;
  readonly pid: number;
  readonly at: number;
}

export interface WorkerExitedFrame extends Numbered {
  readonly type: 'worker.exited';
  readonly agent: string;
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** The container's memory ran out while it ran. */
  readonly oom: boolean;
  readonly at: number;
}

/** Since version 2: measured after a turn, now and then while turns run, and when asked for; told where it changed. */
export interface WorkspaceFrame extends Numbered, WorkspaceUsage {
  readonly type: 'workspace';
}

/** Frames that are kept until acknowledged. */
export type NumberedFrame =
  | TurnStartedFrame
  | TurnDeltaFrame
  | TurnDoneFrame
  | TurnHandoffFrame
  | TurnFailedFrame
  | AskFrame
  | AskDroppedFrame
  | WorkspaceFrame
  | LogFrame
  | WorkerStartedFrame
  | WorkerExitedFrame;

/** The ends of turns: acknowledged only once they are stored. */
export type TurnEndFrame = TurnDoneFrame | TurnHandoffFrame | TurnFailedFrame;

export type Frame = HelloFrame | AnswerFrame | BadFrame | NumberedFrame;

const ends: readonly string[] = ['turn.done', 'turn.handoff', 'turn.failed'] satisfies TurnEndFrame['type'][];
const asks: readonly string[] = ['ask', 'ask.dropped'] satisfies NumberedFrame['type'][];

export function isTurnEnd(frame: NumberedFrame): frame is TurnEndFrame {
  return ends.includes(frame.type);
}

/** Whoever hears it has to acknowledge it, once what it says is stored. */
export function isToStore(frame: NumberedFrame): boolean {
  return isTurnEnd(frame) || asks.includes(frame.type);
}

/** The version before ours and the one after it differ by additions only. */
export function understands(version: number): boolean {
  return Math.abs(version - PROTOCOL_VERSION) <= 1;
}
