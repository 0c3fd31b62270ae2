// The webhooks of the repositories that this runtime follows: made, shown, tried out, and asked again for what they
// could not deliver.

import type { Clock } from '../../../state/model/clock.ts';
import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import type { Deliveries } from '../../../state/store/deliveries.ts';
import type { GitHub, Hook, HookDelivery, RepoName, Waiting } from '../github.ts';
import { hookMissing, publicUrlMissing } from '../errors.ts';
import { missed } from './missed.ts';

export interface FollowedRepository {
  readonly repo: RepoName;
  /** The config repository, or one that holds agents. */
  readonly role: 'config' | 'source';
}

export interface HookState extends FollowedRepository {
  /** Null: none of its hooks leads to this runtime. */
  readonly hook: Hook | null;
  /** Newest first. */
  readonly deliveries: readonly HookDelivery[];
  /** Why GitHub would not tell; null where it did. */
  readonly problem: { readonly code: string; readonly message: string; readonly hint?: string } | null;
}

/** Each verb asks GitHub and takes as long as that does. One repository's trouble is never another's. */
export interface Hooks {
  /** Creates each repository's hook, or makes it as it should be. Throws `PUBLIC_URL_MISSING`. */
  install(waiting?: Waiting): Promise<readonly HookState[]>;
  list(waiting?: Waiting): Promise<readonly HookState[]>;
  /** Has GitHub send a ping by each hook. Throws `HOOK_MISSING` where there is none at all. */
  test(waiting?: Waiting): Promise<readonly HookState[]>;
  /** Has GitHub deliver again what it could not, within the last three days; answers how many were asked for. */
  redeliverMissed(waiting?: Waiting): Promise<{ readonly asked: number; readonly repositories: number }>;
}

export interface HooksDeps {
  readonly github: GitHub;
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly repositories: () => Promise<readonly FollowedRepository[]>;
  /** Where GitHub reaches us; undefined where nobody said. */
  readonly publicUrl: string | undefined;
  /** What deliveries are signed with. */
  readonly secret: string;
  readonly clock: Clock;
}

const events: Readonly<Record<FollowedRepository['role'], readonly string[]>> = {
  config: ['push', 'pull_request', 'pull_request_review', 'issue_comment', 'check_run', 'merge_group'],
  source: ['push', 'pull_request'],
};
const shownDeliveries = 10;
/** GitHub keeps deliveries for three days; of a hook that failed for long, this many are looked at. */
const sweptDeliveries = 1_000;

export function createHooks(deps: HooksDeps): Hooks {
  const { github, repositories } = deps;

  function ownUrl(): string {
    if (deps.publicUrl === undefined) throw publicUrlMissing();
    return `${deps.publicUrl}/webhook/github`;
  }

  async function find(repo: RepoName, waiting: Waiting): Promise<Hook | null> {
    const url = ownUrl();
    return (await github.hooks(repo, waiting)).find((hook) => hook.url === url) ?? null;
  }

  async function eachOf(
    work: (repository: FollowedRepository) => Promise<Pick<HookState, 'hook' | 'deliveries'>>,
  ): Promise<readonly HookState[]> {
    ownUrl();
    const stateOf = async (repository: FollowedRepository): Promise<HookState> => {
      try {
        return { ...repository, ...(await work(repository)), problem: null };
      } catch (error) {
        return { ...repository, hook: null, deliveries: [], problem: problemOf(error) };
      }
    };
    return Promise.all((await repositories()).map(stateOf));
  }

  const list = (waiting: Waiting = {}) =>
    eachOf(async ({ repo }) => {
      const hook = await find(repo, waiting);
      const deliveries =
        hook === null ? [] : await github.deliveries(repo, hook.id, shownDeliveries, waiting);
      return { hook, deliveries };
    });

  return {
    list,

    install: (waiting = {}) =>
      eachOf(async ({ repo, role }) => {
        const wish = { url: ownUrl(), secret: deps.secret, events: events[role] };
        return { hook: await github.putHook(repo, wish, waiting), deliveries: [] };
      }),

    async test(waiting = {}) {
      const states = await list(waiting);
      if (states.every(({ hook, problem }) => hook === null && problem === null)) throw hookMissing();
      const there = states.flatMap(({ repo, hook }) => (hook === null ? [] : [{ repo, id: hook.id }]));
      await Promise.all(there.map(({ repo, id }) => github.pingHook(repo, id, waiting)));
      return states;
    },

    async redeliverMissed(waiting = {}) {
      let asked = 0;
      const states = await eachOf(async ({ repo }) => {
        const hook = await find(repo, waiting);
        if (hook === null) return { hook, deliveries: [] };
        const all = await github.deliveries(repo, hook.id, sweptDeliveries, waiting);
        for (const delivery of missed(all, deps.clock.now())) {
          const known = await deps.deliveries.get({ hook: String(hook.id), delivery: delivery.guid });
          // We have it, whatever GitHub saw of our answer.
          if (known !== undefined && known.state !== 'failed') continue;
          await github.redeliver(repo, hook.id, delivery.id, waiting);
          asked += 1;
        }
        return { hook, deliveries: [] };
      });
      return { asked, repositories: states.filter(({ hook }) => hook !== null).length };
    },
  };
}

function problemOf(error: unknown): HookState['problem'] {
  if (!(error instanceof RaworcError)) return { code: 'UNEXPECTED', message: messageOf(error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
