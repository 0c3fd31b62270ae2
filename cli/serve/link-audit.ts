// Links what the audit was told into its chain, every few seconds: whoever wrote a row need not wait for that.

import type { Logger } from 'pino';
import type { AuditTrail } from '../../state/access/audit.ts';
import type { Clock } from '../../state/model/clock.ts';
import { messageOf } from '../../state/model/errors.ts';

export interface LinkAuditDeps {
  readonly audit: Pick<AuditTrail, 'link'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

/** What stands unlinked for so long could be changed without breaking the chain. */
const EVERY_MS = 2_000;

/** Until the signal aborts. Several runtimes on one database may do it at once. */
export async function linkAudit(
  { audit, clock, log }: LinkAuditDeps,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.wait(EVERY_MS, { signal });
      while ((await audit.link()) > 0) signal.throwIfAborted();
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ error: messageOf(error) }, 'the audit could not be linked; it is tried again');
    }
  }
}
