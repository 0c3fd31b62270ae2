// The newest lines that a session's agents printed, bounded in number and size. Pure.

import type { AgentLogLine } from '../sessions.ts';

const MOST_LINES = 1000;
/** UTF-16 units. */
const MOST_TEXT = 256 * 1024;

export interface LogRing {
  add(line: AgentLogLine): void;
  /** Oldest first. */
  readonly lines: () => readonly AgentLogLine[];
}

export function createLogRing(): LogRing {
  let lines: AgentLogLine[] = [];
  let size = 0;
  let first = 0;

  return {
    add(line) {
      lines.push(line);
      size += line.text.length;
      while (lines.length - first > MOST_LINES || (size > MOST_TEXT && lines.length - first > 1)) {
        size -= lines[first]?.text.length ?? 0;
        first += 1;
      }
      // Moved together only now and then: taking from the front of an array costs its length.
      if (first < MOST_LINES) return;
      lines = lines.slice(first);
      first = 0;
    },
    lines: () => lines.slice(first),
  };
}
