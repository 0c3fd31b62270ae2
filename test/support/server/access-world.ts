// The HTTP application over a real store, real tokens and real permissions, for tests of who is let in: behind the guard
// nothing is done, every part answers that it was reached.

import { randomBytes } from 'node:crypto';
import type { RouteOptions } from 'fastify';
import { createApp, type ApiDeps } from '../../../server/api/app.ts';
import { createWhatIsThere } from '../../../server/api/access/what-is-there.ts';
import { createSecretBox } from '../../../state/secrets/secret-box.ts';
import { createSecrets } from '../../../state/secrets/secrets.ts';
import { createAccess } from '../../../state/access/access.ts';
import { createAccounts } from '../../../state/access/accounts.ts';
import { createAuditTrail } from '../../../state/access/audit.ts';
import { createTokens, type NewToken } from '../../../state/access/tokens.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { openStore } from '../../../state/store/open.ts';
import type { LinkedAuditRow } from '../../../state/store/audit.ts';
import { sessionNotFound } from '../../../runtime/sessions/errors.ts';
import { createManualClock } from '../manual-clock.ts';
import { aSession } from '../rows.ts';

export interface AccessWorldOptions {
  readonly databaseUrl?: string;
  /** Parts of the application that the test is about. */
  readonly parts?: Partial<ApiDeps>;
}

export interface BoundAccount {
  readonly account: string;
  readonly role: string;
  readonly spaces: readonly string[];
}

/** The status of an answer that a part behind the guard gave. */
export const REACHED = 422;

export type AccessWorld = Awaited<ReturnType<typeof createAccessWorld>>;

export async function createAccessWorld({ databaseUrl, parts = {} }: AccessWorldOptions = {}) {
  const store = await openStore(databaseUrl ?? 'sqlite::memory:', { random: randomBytes });
  const clock = createManualClock();
  const tokens = createTokens({ store, clock, random: randomBytes });
  const access = createAccess({ store, clock });
  const accounts = createAccounts({ store, clock });
  const audit = createAuditTrail({ store, clock });
  const masterKeys = [{ id: 'key', bytes: randomBytes(32) }] as const;
  const box = createSecretBox({ masterKeys, random: randomBytes });
  const secrets = createSecrets({ store, box, clock, installation: 'test' });
  const routes: RouteOptions[] = [];

  async function getSession(id: SessionId) {
    const row = await store.sessions.get(id);
    if (row === undefined) throw sessionNotFound(id);
    return row;
  }

  const app = await createApp({
    version: 'test',
    readiness: () => Promise.resolve({ ready: true, parts: {} }),
    verifyToken: tokens.verify,
    access: {
      access,
      audit,
      clock,
      accounts: reached({}),
      tokens: reached({ get: tokens.get }),
      auditRows: reached({}),
      signIn: reached({}),
      grants: store.grants,
      there: createWhatIsThere({ store, secrets }),
      recheckMs: 20,
    },
    overview: reached({}),
    metrics: reached({ contentType: 'text/plain' }),
    sessions: reached({ get: getSession }),
    hands: reached({}),
    workspaces: reached({}),
    reconciler: reached({}),
    revisions: reached({}),
    reviews: reached({}),
    usage: reached({}),
    samples: reached({}),
    secrets: reached({}),
    sealing: reached({}),
    keyRotation: reached({}),
    configWriter: reached({}),
    processes: () => Promise.resolve([]),
    now: () => clock.now(),
    hooks: reached({}),
    edge: { limits: { guessesPerMinute: 0 } },
    onRoute: (route: RouteOptions) => routes.push(route),
    ...parts,
  } as unknown as ApiDeps);
  await app.ready();

  return {
    app,
    store,
    clock,
    tokens,
    access,
    accounts,
    audit,
    secrets,
    /** Every path that the application answers on. */
    routes: routes as readonly RouteOptions[],

    /** What Git declares from now on. */
    async bind(bound: readonly BoundAccount[]): Promise<void> {
      await store.transaction((tables) =>
        tables.grants.replaceAll(
          bound.map(({ account, role, spaces }) => ({
            kind: 'RoleBinding',
            name: `of-${account}`,
            spec: { role, subjects: [{ account }], spaces },
            specDigest: 'digest',
            position: { file: 'access/bindings.yaml', line: 1, column: 1 },
            revision: 'revision',
          })),
        ),
      );
      access.changed();
    },

    async token(account: string, limits: Partial<NewToken> = {}): Promise<string> {
      const { text } = await tokens.issue({ account, kind: 'account', by: 'admin', ...limits });
      return text;
    },

    async session(space: string, createdBy: string): Promise<SessionId> {
      const row = aSession({ space, createdBy });
      await store.sessions.insert(row);
      return row.id;
    },

    /** Newest first. */
    audited: (limit = 1000): Promise<readonly LinkedAuditRow[]> => store.audit.list({}, { limit }),

    async close(): Promise<void> {
      await app.close();
      await store.close();
    },
  };
}

/** Every verb says that it was reached, but for those given. */
function reached(own: object): object {
  return new Proxy(own, {
    get(target, verb) {
      if (Reflect.has(target, verb)) return Reflect.get(target, verb) as unknown;
      return () => {
        throw new RaworcError('REACHED', `The guard let a request through to ${String(verb)}.`, {});
      };
    },
  });
}
