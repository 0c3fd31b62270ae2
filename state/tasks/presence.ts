// That this process is here: a row that it keeps fresh, by which the other processes of the installation find it.

import type { Clock } from '../model/clock.ts';
import type { ProcessRow, Processes } from '../store/processes.ts';
import { processKeyUnknown, protocolDiffers } from './errors.ts';

/** Of what processes say to each other; raised when an older one would not understand. */
export const PROCESS_PROTOCOL = 1;

const BEAT_MS = 3_000;
/** Whoever was not seen for so long is taken for dead. */
export const GONE_AFTER_MS = 12_000;
/** Its row is kept a while, so that people see that it died. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

export function isAlive({ seenAt }: Pick<ProcessRow, 'seenAt'>, now: number): boolean {
  return seenAt > now - GONE_AFTER_MS;
}

/**
 * Before a process joins. Throws `PROCESS_PROTOCOL` where one that runs speaks another protocol, and `PROCESS_KEY` where one
 * encrypts with a master key that is not among `keyIds`.
 */
export function requireLikeMinded(
  others: readonly ProcessRow[],
  keyIds: readonly string[],
  now: number,
): void {
  for (const other of others.filter((row) => isAlive(row, now))) {
    if (other.protocol !== PROCESS_PROTOCOL) throw protocolDiffers(other, PROCESS_PROTOCOL);
    if (!keyIds.includes(other.keyId)) throw processKeyUnknown(other);
  }
}

/**
 * Of the operators that live the one that was here first does what needs to be done once for all of them. For some seconds two
 * may take themselves for it, or none: only what may be done twice, and late, is theirs alone.
 */
export function isFirstOperator(rows: readonly ProcessRow[], id: string, now: number): boolean {
  const operators = rows.filter((row) => row.role !== 'api' && isAlive(row, now));
  const [first] = operators.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  return first?.id === id;
}

export interface Presence extends AsyncDisposable {
  /** As of the last beat. */
  isFirst(): boolean;
}

export interface PresenceDeps {
  readonly processes: Processes;
  readonly self: Omit<ProcessRow, 'startedAt' | 'seenAt' | 'protocol'>;
  readonly clock: Clock;
  /** A beat that failed; the next one is tried as ever. */
  readonly onTrouble: (error: unknown) => void;
}

/** Writes the row, and keeps it fresh until it is disposed of, which removes it. Forgets those that died long ago. */
export async function announcePresence({
  processes,
  self,
  clock,
  onTrouble,
}: PresenceDeps): Promise<Presence> {
  const startedAt = clock.now();
  const rowAt = (seenAt: number): ProcessRow => ({ ...self, protocol: PROCESS_PROTOCOL, startedAt, seenAt });
  await processes.add(rowAt(startedAt));
  let first = isFirstOperator(await processes.list(), self.id, startedAt);
  const leaving = new AbortController();

  async function beat(): Promise<void> {
    const now = clock.now();
    if (!(await processes.seen(self.id, now))) await processes.add(rowAt(now));
    const rows = await processes.list();
    first = isFirstOperator(rows, self.id, now);
    for (const { id, seenAt } of rows) {
      if (seenAt < now - FORGOTTEN_AFTER_MS) await processes.remove(id);
    }
  }

  const beating = (async () => {
    while (!leaving.signal.aborted) {
      try {
        await clock.wait(BEAT_MS, { signal: leaving.signal });
        await beat();
      } catch (error) {
        if (!leaving.signal.aborted) onTrouble(error);
      }
    }
  })();
  return {
    isFirst: () => first,
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await beating;
      await processes.remove(self.id).catch(onTrouble);
    },
  };
}
