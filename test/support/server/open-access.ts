// Permissions for tests that are about something else: the administrator asks, nothing is declared, nothing written down.

import type { ApiAccess } from '../../../server/api/app.ts';
import { createManualClock } from '../manual-clock.ts';
import { decide, type Grants, type Subject } from '../../../state/access/decide.ts';

export const root: Subject = { account: 'admin', kind: 'account', teams: [], scopes: null, spaces: null };

const grants: Grants = { roles: new Map(), bindings: [] };

const opened = {
  access: {
    grants: () => Promise.resolve(grants),
    decide: (subject: Subject, question: Parameters<typeof decide>[2]) =>
      Promise.resolve(decide(subject, grants, question)),
    changed: () => undefined,
  },
  audit: { add: () => Promise.resolve() },
  there: new Proxy({}, { get: () => () => Promise.resolve(undefined) }),
  clock: createManualClock(),
};

export const openAccess = opened as unknown as ApiAccess;
