// What Raworc does by itself to what people have, as a row of the audit: written in the transaction that does it. Pure.

import type { AuditRow } from './audit.ts';

export interface OwnAct
  extends
    Pick<AuditRow, 'verb' | 'kind' | 'space' | 'name' | 'reason'>,
    Partial<Pick<AuditRow, 'before' | 'after'>> {
  /** The part: `idle-ladder`, `schedule:bot/nightly`. */
  readonly by: string;
}

export function ownAct({ by, ...act }: OwnAct, at: number): AuditRow {
  return {
    at,
    account: by,
    via: 'runtime',
    address: null,
    requestId: null,
    decision: 'allowed',
    before: null,
    after: null,
    ...act,
  };
}
