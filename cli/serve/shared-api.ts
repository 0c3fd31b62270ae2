// What the API is given alike in every process: all that the foundations alone can answer, and the page.

import type { ApiDeps } from '../../server/api/app.ts';
import { createWhatIsThere } from '../../server/api/access/what-is-there.ts';
import { servePage } from '../../server/dashboard/serve-page.ts';
import { registerPlanPage } from '../../webhook/review/plan-page/route.ts';
import { createRevive, type Revive } from '../../webhook/review/plan-page/revive.ts';
import { createSignIn } from '../../state/access/sign-in.ts';
import { version } from '../version.ts';
import { systemClock as clock } from './clock.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import type { Foundations } from './foundations.ts';
import { gitHost } from './git-credentials.ts';

export function sharedApi(foundations: Foundations, settings: Pick<ServeSettings, 'github' | 'publicUrl'>) {
  const { store, tokens, secrets, access, accounts, audit } = foundations;

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
    plans: (own) => registerPlanPage(own, { store, revive: reviving(foundations, settings) }),
    version,
    processes: () => store.processes.list(),
    now: clock.now,
  } satisfies Partial<ApiDeps>;
}

/** How plans of pull requests are shown, in comments and on their pages. */
export function reviving(
  { digestKey }: Pick<Foundations, 'digestKey'>,
  { github, publicUrl }: Pick<ServeSettings, 'github' | 'publicUrl'>,
): Revive {
  return createRevive({ gitHost: gitHost(github.apiUrl), publicUrl, digestKey });
}
