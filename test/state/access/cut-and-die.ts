// A process that cuts the audit and is killed at a step of it: `cut-and-die.ts DATABASE STEP NOW KEEP_MS`. Ends by itself
// where there are fewer steps.

import { randomBytes } from 'node:crypto';
import { createAuditTrail } from '../../../state/access/audit.ts';
import { openStore } from '../../../state/store/open.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const [url = '', step, now, keepMs] = process.argv.slice(2);
let left = Number(step);

function mayDie(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** Dies before a call is made, or after it was answered. */
function mortal<Table extends object>(table: Table): Table {
  return new Proxy(table, {
    get(target, name, receiver) {
      const verb: unknown = Reflect.get(target, name, receiver);
      if (typeof verb !== 'function') return verb;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        mayDie();
        const answer: unknown = await Reflect.apply(verb, target, given);
        mayDie();
        return answer;
      };
    },
  });
}

const store = await openStore(url, { random: randomBytes });
const trail = createAuditTrail({
  store: {
    ...store,
    transaction: (work) =>
      store.transaction((tables: StoreTables) =>
        work({ ...tables, audit: mortal(tables.audit), meta: mortal(tables.meta) }),
      ),
  },
  clock: createManualClock(Number(now)),
});
await trail.cut(Number(keepMs));
await store.close();
