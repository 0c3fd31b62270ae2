// A GitHub of our own: a real HTTP server with real repositories behind it, with people who act on it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepository, type FixtureFiles } from '../git-server/fixture-repository.ts';
import { commentOn } from './comments.ts';
import { deliveriesSent } from './deliveries.ts';
import { serve } from './http.ts';
import {
  type CommentState,
  type Level,
  type PullState,
  repoAt,
  type RepoState,
  type World,
} from './model.ts';
import type { Mood } from './moods.ts';
import {
  branchMoved,
  closePull,
  type MergeMethod,
  mergePull,
  openPull,
  pushed,
  review,
  tipOf,
} from './pulls.ts';
import { checkRoutes } from './routes/checks.ts';
import { commentRoutes } from './routes/comments.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { hookRoutes } from './routes/hooks.ts';
import { accountRoutes, permissionRoutes } from './routes/people.ts';
import { pullRoutes } from './routes/pulls.ts';

/** Somebody in front of a browser and a shell. */
export interface Person {
  /** Commits to a branch, which begins at main where it is new, and pushes it. */
  push(
    repo: string,
    files: FixtureFiles,
    options?: { readonly branch?: string; readonly message?: string },
  ): Promise<string>;
  openPull(
    repo: string,
    pull: {
      readonly branch: string;
      readonly title?: string;
      readonly from?: string;
      readonly draft?: boolean;
    },
  ): Promise<PullState>;
  approve(repo: string, pull: number): void;
  requestChanges(repo: string, pull: number): void;
  comment(repo: string, pull: number, body: string): CommentState;
  merge(repo: string, pull: number, method?: MergeMethod): Promise<string>;
  close(repo: string, pull: number): void;
}

export interface TestGitHub extends AsyncDisposable {
  /** Of its pages and repositories: `{url}/owner/name`. */
  readonly url: string;
  readonly apiUrl: string;
  /** Each request to the API, as `GET /repos/…`. */
  readonly requests: readonly string[];
  /** What GitHub would not have taken; a test that is done looks that there is none. */
  readonly faults: readonly string[];
  createRepository(name: string, files?: FixtureFiles): Promise<RepoState>;
  /** A copy of a repository under somebody's own name. */
  fork(repo: string, owner: string): Promise<RepoState>;
  repo(name: string): RepoState;
  as(login: string): Person;
  setPermission(repo: string, login: string, level: Level): void;
  /** A personal token. */
  token(login: string): string;
  revoke(token: string): void;
  behave(mood: Mood): void;
  slow(ms: number): void;
  /** Resolves when no delivery is on its way. */
  quiet(): Promise<void>;
}

export async function createTestGitHub(): Promise<TestGitHub> {
  const root = mkdtempSync(join(tmpdir(), 'raworc-github-'));
  const repos = new Map<string, RepoState>();
  const users = new Map<string, string>();
  const revoked = new Set<string>();
  const requests: string[] = [];
  const faults: string[] = [];
  let mood: Mood = { type: 'well' };
  let slowMs = 0;
  let ids = 1_000;
  const world: World & { url: string } = {
    repos,
    url: '',
    nextId: () => (ids += 1),
    now: () => Date.now(),
  };
  const served = await serve({
    root,
    world,
    tokens: { users, revoked },
    mood: () => mood,
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
  function pullOf(name: string, number: number): PullState {
    const pull = repo(name).pulls.find((each) => each.number === number);
    if (pull === undefined) throw new Error(`${name} has no pull request ${number}.`);
    return pull;
  }

  async function make(name: string, parent: RepoState | null): Promise<RepoState> {
    const git = await createRepository(join(root, `${name}.git`));
    // As on GitHub, any commit can be asked for by its name.
    await git.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const [owner = ''] = name.split('/');
    const made: RepoState = {
      name,
      git,
      parent,
      people: new Map([[owner, 'admin']]),
      pulls: [],
      comments: [],
      checks: [],
      statuses: [],
      deployments: [],
      hooks: [],
    };
    repos.set(name.toLowerCase(), made);
    return made;
  }

  const as = (login: string): Person => ({
    async push(name, files, { branch = 'main', message = 'Change' } = {}) {
      const target = repo(name);
      const before = await tipOf(target, branch);
      const main = await tipOf(target, 'main');
      if (before === undefined && main !== undefined) await target.git.branch(branch, main as never);
      const after = await target.git.commit(files, message, { branch });
      pushed(world, target, branch, before ?? '0'.repeat(40), after);
      await branchMoved(world, target, branch);
      return after;
    },
    async openPull(name, { branch, title = 'Change', from, draft = false }) {
      const fork = from === undefined ? {} : { from: repo(from) };
      const pull = await openPull(world, repo(name), {
        author: login,
        branch,
        base: 'main',
        title,
        draft,
        ...fork,
      });
      if (pull === undefined) throw new Error(`There is no branch ${branch}.`);
      return pull;
    },
    approve: (name, pull) =>
      void review(world, repo(name), pullOf(name, pull), { author: login, state: 'APPROVED' }),
    requestChanges: (name, pull) =>
      void review(world, repo(name), pullOf(name, pull), { author: login, state: 'CHANGES_REQUESTED' }),
    comment: (name, issue, body) => commentOn(world, repo(name), { issue, author: login, body }),
    merge: (name, pull, method = 'merge') =>
      mergePull(world, repo(name), pullOf(name, pull), { by: login, method }),
    close: (name, pull) => closePull(world, repo(name), pullOf(name, pull), login),
  });

  return {
    url: served.url,
    apiUrl: `${served.url}/api/v3`,
    requests,
    faults,
    repo,
    as,
    async createRepository(name, files) {
      const made = await make(name, null);
      if (files !== undefined) await made.git.commit(files, 'Begin');
      return made;
    },
    async fork(name, owner) {
      const parent = repo(name);
      const made = await make(`${owner}/${parent.name.split('/')[1]}`, parent);
      await made.git.git('fetch', '-q', parent.git.dir, '+refs/heads/*:refs/heads/*');
      return made;
    },
    setPermission: (name, login, level) => void repo(name).people.set(login, level),
    token(login) {
      const token = `ghp_${login}${users.size}`;
      users.set(token, login);
      return token;
    },
    revoke: (token) => void revoked.add(token),
    behave: (next) => (mood = next),
    slow: (ms) => (slowMs = ms),
    quiet: deliveriesSent,
    async [Symbol.asyncDispose]() {
      await served.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
