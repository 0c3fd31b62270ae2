// What the API is given alike in every process: all that the foundations alone can answer, and the page.

import type { ApiDeps } from '../../server/api/app.ts';
import { createWhatIsThere } from '../../server/api/access/what-is-there.ts';
import { servePage } from '../../server/dashboard/serve-page.ts';
import { createSignIn } from '../../state/access/sign-in.ts';
import { version } from '../version.ts';
import { systemClock as clock } from './clock.ts';
import type { Foundations } from './foundations.ts';

export function sharedApi({ store, tokens, secrets, access, accounts, audit }: Foundations) {
  return {
    revisions: store.revisions,
    reviews: store.reviews,
    usage: store.usage,
    samples: store.samples,
    verifyToken: tokens.verify,
    access: {
      access,
      accounts,
      audit,
      auditRows: store.audit,
      tokens,
      signIn: createSignIn({ tokens, clock }),
      grants: store.grants,
      there: createWhatIsThere({ store, secrets }),
      clock,
    },
    page: (own) => servePage(own),
    version,
    processes: () => store.processes.list(),
    now: clock.now,
  } satisfies Partial<ApiDeps>;
}
