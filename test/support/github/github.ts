// A GitHub of our own: a real HTTP server with real repositories behind it, with people who act on it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepository, type FixtureFiles } from '../git-server/fixture-repository.ts';
import { createAllowance } from './allowance.ts';
import { deliveriesSent } from './deliveries.ts';
import { serve } from './http.ts';
import { type Level, type PullState, repoAt, type RepoState, type Right, type World } from './model.ts';
import type { Mood } from './moods.ts';
import { type Person, personCalled } from './person.ts';
import { checkRoutes } from './routes/checks.ts';
import { commentRoutes } from './routes/comments.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { hookRoutes } from './routes/hooks.ts';
import { accountRoutes, permissionRoutes } from './routes/people.ts';
import { pullRoutes } from './routes/pulls.ts';

export interface TestGitHub extends AsyncDisposable {
  /** Of its pages and repositories: `{url}/owner/name`. */
  readonly url: string;
  readonly apiUrl: string;
  /** Each request to the API, as `GET /repos/…`. */
  readonly requests: readonly string[];
  /** What GitHub would not have taken, or not have answered; a test that is done looks that there is none. */
  readonly faults: readonly string[];
  createRepository(
    name: string,
    files?: FixtureFiles,
    options?: { readonly private?: boolean },
  ): Promise<RepoState>;
  /** A copy of a repository under somebody's own name. */
  fork(repo: string, owner: string): Promise<RepoState>;
  repo(name: string): RepoState;
  as(login: string): Person;
  setPermission(repo: string, login: string, level: Level): void;
  /** Who is in `organization/team`; null: it is not there. */
  setTeam(team: string, logins: readonly string[] | null): void;
  /** A personal token. */
  token(login: string): string;
  revoke(token: string): void;
  /** The App may no longer write what that right is for. */
  withhold(right: Right): void;
  grant(right: Right): void;
  /** Takes the App off a repository. */
  uninstall(repo: string): void;
  /** For all requests to come; or only for so many, and only after so many that are served well. */
  behave(mood: Mood, when?: { readonly after?: number; readonly requests?: number }): void;
  /** Every answer takes so much longer. */
  slow(ms: number): void;
  /** So many requests are left to each caller until then (seconds since the epoch). */
  limit(requests: number, until: number): void;
  /** Resolves when no delivery is on its way. */
  quiet(): Promise<void>;
}

export async function createTestGitHub(): Promise<TestGitHub> {
  const root = mkdtempSync(join(tmpdir(), 'raworc-github-'));
  const users = new Map<string, string>();
  const requests: string[] = [];
  const faults: string[] = [];
  let moods: readonly Mood[] = [];
  let lasting: Mood = { type: 'well' };
  let slowMs = 0;
  let ids = 1_000;
  const world: World & { url: string } = {
    repos: new Map(),
    teams: new Map(),
    url: 'http://not-yet',
    withheld: new Set(),
    issued: new Map(),
    underWay: new Set(),
    nextId: () => (ids += 1),
    now: () => Date.now(),
  };
  const allowance = createAllowance(world.now);
  const served = await serve({
    root,
    world,
    allowance,
    tokens: { users, issued: world.issued },
    mood() {
      const [mood = lasting, ...others] = moods;
      moods = others;
      return mood;
    },
    slowMs: () => slowMs,
    repoRoutes: [
      ...pullRoutes,
      ...commentRoutes,
      ...checkRoutes,
      ...deploymentRoutes,
      ...hookRoutes,
      ...permissionRoutes,
    ],
    routes: accountRoutes,
    onRequest: (line) => requests.push(line),
    onFault: (fault) => faults.push(fault),
  });
  world.url = served.url;

  function repo(name: string): RepoState {
    const found = repoAt(world, name);
    if (found === undefined) throw new Error(`There is no repository ${name}.`);
    return found;
  }
  function pull(name: string, number: number): PullState {
    const found = repo(name).pulls.find((each) => each.number === number);
    if (found === undefined) throw new Error(`${name} has no pull request ${number}.`);
    return found;
  }

  async function make(name: string, parent: RepoState | null, isPrivate: boolean): Promise<RepoState> {
    const git = await createRepository(join(root, `${name}.git`));
    // As on GitHub, any commit can be asked for by its name.
    await git.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const [owner = ''] = name.split('/');
    const made: RepoState = {
      id: world.nextId(),
      name,
      git,
      parent,
      private: isPrivate,
      installed: true,
      people: new Map([[owner, 'admin']]),
      pulls: [],
      comments: [],
      checks: [],
      statuses: [],
      deployments: [],
      hooks: [],
    };
    world.repos.set(name.toLowerCase(), made);
    return made;
  }

  return {
    url: served.url,
    apiUrl: `${served.url}/api/v3`,
    requests,
    faults,
    repo,
    as: (login) => personCalled(login, { world, repo, pull }),
    async createRepository(name, files, { private: isPrivate = false } = {}) {
      const made = await make(name, null, isPrivate);
      if (files !== undefined) await made.git.commit(files, 'Begin');
      return made;
    },
    async fork(name, owner) {
      const parent = repo(name);
      const made = await make(`${owner}/${parent.name.split('/')[1]}`, parent, parent.private);
      await made.git.git('fetch', '-q', parent.git.dir, '+refs/heads/*:refs/heads/*');
      return made;
    },
    setTeam(team, logins) {
      if (logins === null) world.teams.delete(team.toLowerCase());
      else world.teams.set(team.toLowerCase(), logins);
    },
    setPermission: (name, login, level) => void repo(name).people.set(login, level),
    token(login) {
      const token = `ghp_${login}${world.nextId()}`;
      users.set(token, login);
      return token;
    },
    revoke(token) {
      users.delete(token);
      world.issued.delete(token);
    },
    withhold: (right) => void world.withheld.add(right),
    grant: (right) => void world.withheld.delete(right),
    uninstall: (name) => void (repo(name).installed = false),
    behave(mood, { after = 0, requests: many } = {}) {
      const well = { type: 'well' } as const;
      moods = Array.from({ length: after + (many ?? 0) }, (_, at) => (at < after ? well : mood));
      lasting = many === undefined ? mood : well;
    },
    slow: (ms) => (slowMs = ms),
    limit: allowance.set,
    quiet: () => deliveriesSent(world),
    async [Symbol.asyncDispose]() {
      await served.close();
      await deliveriesSent(world);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
