// Everything that speaks with GitHub, put together: what it delivers, what people see there, and the hooks between.

import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Reconciler } from '../../reconciler/loop/control.ts';
import type { ConfigWriter, Proposal } from '../../reconciler/loop/config-writer.ts';
import type { Bump, ConfigSource, Loader } from '../../reconciler/loop/loader.ts';
import type { Access } from '../../state/access/access.ts';
import type { AuditTrail } from '../../state/access/audit.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { Tracer } from '../../state/model/trace.ts';
import type { Store } from '../../state/store/store.ts';
import type { TaskKind } from '../../state/store/tasks.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import { createHooks, type Hooks } from '../../webhook/client/hooks/hooks.ts';
import { startSweep } from '../../webhook/client/hooks/sweep.ts';
import { createGitHub, type OctokitGitHub } from '../../webhook/client/octokit/create-github.ts';
import { createTeamWatch, type TeamWatch } from '../../webhook/client/people/team-watch.ts';
import { createPublishHandler } from '../../webhook/client/publish/publish-handler.ts';
import { createPublisher, type Publisher } from '../../webhook/client/publish/publisher.ts';
import { repoNameOf } from '../../webhook/client/repo-name.ts';
import { createReceiver } from '../../webhook/receiver/receiver.ts';
import { createRegisteredRepositories } from '../../webhook/receiver/registered-repositories.ts';
import { createReviewDesk, type ReviewDesk } from '../../webhook/receiver/review-desk.ts';
import { createReview } from '../../webhook/review/create-review.ts';
import type { Revive } from '../../webhook/review/plan-page/revive.ts';
import { isNews } from '../../webhook/review/proposals/propose-bumps.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { version } from '../version.ts';
import { systemClock as clock, systemRandom as random } from './clock.ts';
import { gitHost } from './git-credentials.ts';

interface AccountDeps {
  readonly settings: ServeSettings;
  readonly store: Store;
  readonly config: ConfigSource;
  /** There may be tasks of that kind. */
  readonly wake: (kind: TaskKind) => void;
  readonly tracer: Tracer;
  readonly log: Logger;
}

/** Who we are on GitHub. */
export interface Account {
  readonly github: OctokitGitHub;
  readonly publisher: Publisher;
  /** Asks for a pull request of the config repository; undefined where that is nowhere on our GitHub. */
  readonly propose: ((proposal: Proposal) => Promise<void>) | undefined;
}

export interface GitHubSideDeps extends AccountDeps {
  /** Undefined: nobody. */
  readonly account: Account | undefined;
  readonly access: Access;
  readonly audit: AuditTrail;
  readonly installation: string;
  readonly loader: Pick<Loader, 'review'>;
  readonly reconciler: Reconciler;
  readonly configWriter: ConfigWriter;
  readonly revive: Revive;
}

/** What one part adds to the runtime. */
interface Part {
  readonly handlers: Readonly<Partial<Record<TaskKind, TaskHandler>>>;
  /** Outside of the API: deliveries. */
  readonly route?: (app: FastifyInstance) => void;
  /** How many deliveries came to what. */
  readonly deliveries?: () => ReadonlyMap<string, number>;
}

export interface GitHubSide extends Required<Part> {
  /** Undefined without an account on GitHub, or without a receiver. */
  readonly hooks: Hooks | undefined;
  /** Has these commits proposed, where they are news. */
  onBumps(bumps: readonly Bump[]): void;
  /** Asks for deliveries that never arrived, now and then, until the signal aborts. */
  start(signal: AbortSignal): void;
}

export function createGitHubSide(deps: GitHubSideDeps): GitHubSide {
  const { settings, store, account, wake, log } = deps;
  const desk = createReviewDesk({ store, clock, random, wake: () => wake('review'), tracer: deps.tracer });
  const hooks = account && createOwnHooks(account, deps);
  const teams = account && watchingTeams(account, deps);
  let proposed: readonly Bump[] = [];
  const parts = [
    ...(settings.webhook.receiver === 'on' ? [receiving(desk, deps)] : []),
    ...(account === undefined ? [] : [publishing(account, deps), reviewing(account, teams, desk, deps)]),
  ];
  return {
    handlers: Object.assign({}, ...parts.map(({ handlers }) => handlers)) as Part['handlers'],
    route(app) {
      for (const { route } of parts) route?.(app);
    },
    deliveries: () => parts.find(({ deliveries }) => deliveries !== undefined)?.deliveries?.() ?? new Map(),
    hooks,
    onBumps(bumps) {
      if (account?.propose === undefined || !isNews(bumps, proposed)) return;
      proposed = bumps;
      // A store that is away now is there when the repository is read again.
      void desk.ask('bumps').catch((error: unknown) => {
        proposed = [];
        log.warn({ error: messageOf(error) }, 'bumps could not be ordered');
      });
    },
    start(signal) {
      void teams?.watch({ signal });
      if (hooks !== undefined && settings.publicUrl !== undefined) startSweep({ hooks, log }, { signal });
    },
  };
}

/** Connects to nothing yet; undefined where no account is configured. */
export function createAccount({
  settings,
  store,
  config,
  wake,
  tracer,
  log,
}: AccountDeps): Account | undefined {
  const { identity, apiUrl } = settings.github;
  if (identity.type === 'none') return undefined;
  const userAgent = `raworc/${version}`;
  const publisher = createPublisher({ store, clock, random, nudge: () => wake('publish'), tracer });
  const repo = repoNameOf(config.location, gitHost(apiUrl));
  return {
    github: createGitHub({ identity, apiUrl, userAgent, log: log.child({ part: 'github' }), clock }),
    publisher,
    propose:
      repo === undefined ? undefined : (proposal) => publisher.want({ kind: 'pull', repo, ...proposal }),
  };
}

function receiving(
  desk: ReviewDesk,
  { settings, store, reconciler, config, wake, tracer }: GitHubSideDeps,
): Part {
  const receiver = createReceiver({
    store,
    clock,
    random,
    secrets: settings.webhook.secrets,
    config,
    gitHost: gitHost(settings.github.apiUrl),
    nudge: (what) => reconciler.nudge(what),
    desk,
    wake: () => wake('delivery'),
    tracer,
  });
  // Without an account there is nobody to look and nothing to say; what was pushed is followed all the same.
  const review: TaskHandler = {
    concurrency: 1,
    leaseMs: 30_000,
    run: () => Promise.resolve({ type: 'done' }),
  };
  return {
    handlers: { delivery: receiver.handler, review },
    route: receiver.route,
    deliveries: receiver.counts.counted,
  };
}

function publishing({ github }: Account, { store, log }: GitHubSideDeps): Part {
  return { handlers: { publish: createPublishHandler({ store, github, clock, random, log }) } };
}

/** Undefined where the config repository is nowhere on our GitHub. */
function watchingTeams(
  { github }: Account,
  { settings, store, access, config }: GitHubSideDeps,
): TeamWatch | undefined {
  const repo = repoNameOf(config.location, gitHost(settings.github.apiUrl));
  return repo === undefined ? undefined : createTeamWatch({ store, github, access, repo, clock });
}

function reviewing(
  account: Account,
  teams: TeamWatch | undefined,
  desk: ReviewDesk,
  deps: GitHubSideDeps,
): Part {
  const { settings, store, installation, loader, reconciler, config, configWriter, wake, log } = deps;
  const host = gitHost(settings.github.apiUrl);
  const repo = repoNameOf(config.location, host);
  // A config repository elsewhere has no pull requests here.
  if (repo === undefined || teams === undefined) return { handlers: {} };
  const { handler } = createReview({
    github: account.github,
    publisher: account.publisher,
    access: deps.access,
    audit: deps.audit,
    teams,
    configWriter,
    store,
    clock,
    desk,
    loader,
    reconciler,
    config,
    repo,
    gitHost: host,
    revive: deps.revive,
    requireReviewedPlan: settings.requireReviewedPlan,
    installation,
    wake: () => wake('publish'),
    tracer: deps.tracer,
    log,
  });
  return { handlers: { review: handler } };
}

function createOwnHooks({ github }: Account, { settings, store, config }: GitHubSideDeps): Hooks | undefined {
  const [secret] = settings.webhook.secrets;
  if (secret === undefined) return undefined;
  const registered = createRegisteredRepositories({
    store,
    config,
    gitHost: gitHost(settings.github.apiUrl),
    clock,
  });
  return createHooks({
    github,
    deliveries: store.deliveries,
    publicUrl: settings.publicUrl,
    secret,
    clock,
    async repositories() {
      const { config: own, sources } = await registered.at(clock.now());
      const agents = sources.map(({ repo }) => ({ repo, role: 'source' as const }));
      return own === undefined ? agents : [{ repo: own.repo, role: 'config' as const }, ...agents];
    },
  });
}
