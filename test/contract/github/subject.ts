// The client under the contract: connected to a GitHub of our own, as somebody.

import { after, afterEach, before } from 'node:test';
import assert from 'node:assert/strict';
import { systemClock } from '../../../cli/serve/clock.ts';
import type { RepoName } from '../../../webhook/client/github.ts';
import type { CallSettings } from '../../../webhook/client/octokit/call.ts';
import { createGitHub, type OctokitGitHub } from '../../../webhook/client/octokit/create-github.ts';
import type { Identity } from '../../../webhook/client/octokit/identity.ts';
import { createTestGitHub, type TestGitHub } from '../../support/github/github.ts';
import type { RepoState } from '../../support/github/model.ts';

export interface Subject {
  readonly github: OctokitGitHub;
  readonly world: TestGitHub;
  readonly type: Identity['type'];
  /** The client's own name there. */
  readonly login: string;
  /** A new repository, in which the client may do everything. */
  open(): Promise<Opened>;
  /** Another client, that remembers nothing yet. */
  connect(settings?: Partial<CallSettings>): OctokitGitHub;
}

export interface Opened {
  readonly repo: RepoName;
  readonly state: RepoState;
  /** Its only commit, on `main`. */
  readonly main: string;
  /** A pull request of ann's; every one from a branch of its own. */
  pull(): Promise<{ readonly number: number; readonly branch: string; readonly head: string }>;
}

export interface Account {
  readonly identity: Identity;
  readonly login: string;
}

export type UseSubject = () => Subject;

/** In a `describe`: one GitHub for all of its tests, which never takes or gives what GitHub would not. */
export function useSubject(accountOn: (world: TestGitHub) => Account): UseSubject {
  let subject: Subject | undefined;
  let seen = 0;
  before(async () => {
    const world = await createTestGitHub();
    subject = subjectOn(world, accountOn(world));
  });
  afterEach(() => {
    subject?.world.behave({ type: 'well' });
    const faults = subject?.world.faults.slice(seen) ?? [];
    seen += faults.length;
    assert.deepEqual(faults, []);
  });
  after(() => subject?.world[Symbol.asyncDispose]());
  return () => {
    if (subject === undefined) throw new Error('Nothing is open yet.');
    return subject;
  };
}

function subjectOn(world: TestGitHub, { identity, login }: Account): Subject {
  const quiet = { debug() {}, warn() {} };
  const connect = (settings: Partial<CallSettings> = {}) =>
    createGitHub({
      identity,
      apiUrl: world.apiUrl,
      userAgent: 'raworc/test',
      log: quiet,
      clock: systemClock,
      pacing: 'none',
      ...settings,
    });
  let made = 0;

  return {
    github: connect(),
    world,
    type: identity.type,
    login,
    connect,
    async open() {
      made += 1;
      const repo = `team/repo-${made}`;
      const state = await world.createRepository(repo, { 'README.md': 'Hello' });
      world.setPermission(repo, login, 'admin');
      let branches = 0;
      return {
        repo,
        state,
        main: await state.git.git('rev-parse', 'main'),
        async pull() {
          branches += 1;
          const branch = `change-${branches}`;
          const head = await world.as('ann').push(repo, { [`${branch}.md`]: branch }, { branch });
          const { number } = await world.as('ann').openPull(repo, { branch });
          return { number, branch, head };
        },
      };
    },
  };
}
