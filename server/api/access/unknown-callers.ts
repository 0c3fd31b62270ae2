// Requests without a valid token, in the audit: the first of an address in a minute at once, and how many more there were when
// the minute is over, so that nobody fills the disk by asking.

import type { AuditTrail } from '../../../state/access/audit.ts';
import type { Clock } from '../../../state/model/clock.ts';

export interface UnknownCaller {
  readonly address: string;
  readonly requestId: string;
}

export interface UnknownCallers {
  note(caller: UnknownCaller): Promise<void>;
  /** Writes down what was only counted so far. */
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Of more addresses in a minute only the number of requests is written down. */
const MOST_ADDRESSES = 100;

export function createUnknownCallers(deps: {
  readonly audit: Pick<AuditTrail, 'add'>;
  readonly clock: Clock;
}): UnknownCallers {
  const { audit, clock } = deps;
  const closing = new AbortController();
  /** Of the minute that runs: requests that have no row yet, by address; under null those of all further addresses. */
  let uncounted = new Map<string | null, number>();
  let isCounting = false;

  const add = (address: string | null, requestId: string | null, reason: string): Promise<void> =>
    audit.add({
      account: '',
      via: 'api',
      address,
      requestId,
      verb: 'authenticate',
      kind: 'Token',
      space: null,
      name: null,
      decision: 'refused',
      reason,
      before: null,
      after: null,
    });

  async function flush(): Promise<void> {
    const counted = uncounted;
    uncounted = new Map();
    isCounting = false;
    for (const [address, count] of counted) {
      const whose = address === null ? 'from further addresses' : 'from this address';
      if (count > 0) await add(address, null, `No valid token: ${count} more requests ${whose} in a minute.`);
    }
  }

  function beginMinute(): void {
    if (isCounting) return;
    isCounting = true;
    // What can't be written is lost as a number only: each address has its first row. Closing writes it itself.
    void clock
      .wait(MINUTE_MS, { signal: closing.signal })
      .then(flush)
      .catch(() => undefined);
  }

  return {
    async note({ address, requestId }) {
      beginMinute();
      const before = uncounted.get(address);
      if (before !== undefined) {
        uncounted.set(address, before + 1);
      } else if (uncounted.size < MOST_ADDRESSES) {
        uncounted.set(address, 0);
        await add(address, requestId, 'This request carries no valid token.');
      } else {
        uncounted.set(null, (uncounted.get(null) ?? 0) + 1);
      }
    },
    async close() {
      closing.abort();
      await flush();
    },
  };
}
