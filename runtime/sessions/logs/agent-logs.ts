// What agents print: kept bounded in memory and in files, without the secrets they were given, and live for who follows.

import { messageOf } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { createRedactor, type Redactor } from '../../../state/secrets/redactor.ts';
import { createChannels } from '../events/bus.ts';
import type { LogFrame } from '../link/frames.ts';
import type { SessionLogger } from '../ports.ts';
import type { AgentLogLine, LogOptions } from '../sessions.ts';
import type { LogFiles } from './log-files.ts';
import { createLogRing, type LogRing } from './log-ring.ts';

export interface AgentLogs {
  /** From now on these values are taken out of what that agent prints in that session. */
  hide(id: SessionId, agent: string, values: readonly string[]): void;
  add(id: SessionId, frame: LogFrame): void;
  /** The text without the values of all agents of that session. */
  conceal(id: SessionId, text: string): string;
  follow(id: SessionId, options: LogOptions): AsyncGenerator<AgentLogLine>;
  /** Resolves when everything printed so far is in its file. */
  flush(): Promise<void>;
  /** Forgets what is in memory; the files stay. */
  release(id: SessionId): void;
}

interface Kept {
  /** Filled from the files before anything is read from it. */
  readonly ring: Promise<LogRing>;
  /** With all values that the agent was ever given here: a worker that is replaced ends its turns with the older ones. */
  readonly redactors: Map<string, { readonly values: ReadonlySet<string>; readonly redact: Redactor }>;
  /** Of lines that come in pieces: the end of a piece that may be the beginning of a value, by agent and stream. */
  readonly unfinished: Map<string, string>;
  unwritten: AgentLogLine[];
  writing: Promise<void> | undefined;
}

/** Lines that a slow reader may have waiting; what is beyond it misses. */
const MOST_WAITING = 5000;

export function createAgentLogs(deps: {
  readonly files: LogFiles;
  readonly logger: SessionLogger;
}): AgentLogs {
  const { files, logger } = deps;
  const sessions = new Map<SessionId, Kept>();
  const live = createChannels<SessionId, AgentLogLine>();

  function keptOf(id: SessionId): Kept {
    const there = sessions.get(id);
    if (there !== undefined) return there;
    const kept: Kept = {
      ring: load(id),
      redactors: new Map(),
      unfinished: new Map(),
      unwritten: [],
      writing: undefined,
    };
    sessions.set(id, kept);
    return kept;
  }

  async function load(id: SessionId): Promise<LogRing> {
    const ring = createLogRing();
    for (const line of await files.read(id)) ring.add(line);
    return ring;
  }

  function shown({ redactors, unfinished }: Kept, { agent, stream, text, cut }: LogFrame): string {
    const redact = redactors.get(agent)?.redact;
    if (redact === undefined) return text;
    const key = `${stream} ${agent}`;
    const redacted = redact((unfinished.get(key) ?? '') + text);
    const end = redacted.length - (cut === true ? redact.unfinished(redacted) : 0);
    if (end < redacted.length) unfinished.set(key, redacted.slice(end));
    else unfinished.delete(key);
    return redacted.slice(0, end);
  }

  async function write(id: SessionId, kept: Kept): Promise<void> {
    // What the files had goes into the ring before what is about to be added to them.
    await kept.ring;
    while (kept.unwritten.length > 0) {
      const lines = kept.unwritten;
      kept.unwritten = [];
      try {
        await files.append(id, lines);
      } catch (error) {
        logger.warn(
          { session: id, error: messageOf(error) },
          'What agents printed could not be written to its file.',
        );
      }
    }
    kept.writing = undefined;
  }

  async function show(id: SessionId, kept: Kept, lines: readonly AgentLogLine[]): Promise<void> {
    const ring = await kept.ring;
    for (const line of lines) {
      ring.add(line);
      live.tell(id, line);
    }
  }

  return {
    hide(id, agent, values) {
      const { redactors } = keptOf(id);
      const before = redactors.get(agent)?.values ?? new Set<string>();
      if (values.every((value) => before.has(value))) return;
      const all = new Set([...before, ...values]);
      redactors.set(agent, { values: all, redact: createRedactor([...all]) });
    },

    add(id, frame) {
      const { agent, stream, at } = frame;
      const kept = keptOf(id);
      const lines = shown(kept, frame)
        .split('\n')
        .map((line): AgentLogLine => ({ at, agent, stream, text: line }));
      kept.unwritten.push(...lines);
      void show(id, kept, lines);
      kept.writing ??= write(id, kept);
    },

    conceal(id, text) {
      const redactors = [...(sessions.get(id)?.redactors.values() ?? [])];
      return redactors.reduce((rest, { redact }) => redact(rest), text);
    },

    async *follow(id, { agent, since = 0, tail, follow, signal }) {
      const isWanted = (line: AgentLogLine): boolean =>
        line.at >= since && (agent === undefined || line.agent === agent);
      const ring = await keptOf(id).ring;
      const waiting: AgentLogLine[] = [];
      let arrived = Promise.withResolvers<void>();
      const wake = (): void => arrived.resolve();
      const stop = live.listen(id, (line) => {
        if (isWanted(line) && waiting.length < MOST_WAITING) waiting.push(line);
        wake();
      });
      signal.addEventListener('abort', wake);
      try {
        const before = ring.lines().filter(isWanted);
        yield* tail === undefined ? before : before.slice(Math.max(0, before.length - tail));
        if (!follow) return;
        while (!signal.aborted) {
          arrived = Promise.withResolvers();
          yield* waiting.splice(0);
          if (waiting.length === 0 && !signal.aborted) await arrived.promise;
        }
      } finally {
        stop();
        signal.removeEventListener('abort', wake);
      }
    },

    async flush() {
      for (const { writing } of sessions.values()) await writing;
    },
    release: (id) => void sessions.delete(id),
  };
}
