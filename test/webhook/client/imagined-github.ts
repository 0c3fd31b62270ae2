// A GitHub in memory, as far as publishing needs one, that can fail before it does something or after.

import { GitHubError } from '../../../webhook/client/errors.ts';
import type {
  CheckRun,
  Comment,
  CommitStatus,
  DeploymentStatus,
  GitHub,
  PullRequest,
} from '../../../webhook/client/github.ts';

type Verb = keyof GitHub;

export interface ImaginedGitHub {
  readonly github: GitHub;
  readonly comments: Map<number, Comment>;
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly deployments: { readonly id: number; readonly commit: string; readonly environment: string }[];
  readonly deploymentStatuses: (DeploymentStatus & { readonly deployment: number })[];
  readonly reactions: string[];
  readonly pulls: PullRequest[];
  /** Every call so far. */
  readonly calls: Verb[];
  /** The next calls of that verb throw: `before` they do anything, or `after`, as when the line is cut. */
  fail(verb: Verb, when: 'before' | 'after', ...errors: readonly unknown[]): void;
  /** Runs while the verb is at work, once. */
  during(verb: Verb, work: () => Promise<void>): void;
}

export const noPull = () => new GitHubError('GITHUB_NOT_FOUND', 'It is not there.', { hint: 'Look again.' });

export function imagineGitHub(): ImaginedGitHub {
  const comments = new Map<number, Comment>();
  const checkRuns: CheckRun[] = [];
  const statuses: CommitStatus[] = [];
  const deployments: { id: number; commit: string; environment: string }[] = [];
  const deploymentStatuses: (DeploymentStatus & { deployment: number })[] = [];
  const reactions: string[] = [];
  const pulls: PullRequest[] = [];
  const calls: Verb[] = [];
  const failures = new Map<string, unknown[]>();
  const during = new Map<Verb, () => Promise<void>>();
  let lastId = 100;
  const nextId = () => (lastId += 1);

  const verbs: Partial<GitHub> = {
    findComment: async (_repo, issue, marker) =>
      [...comments.values()].find((comment) => comment.issue === issue && comment.body.includes(marker)),
    async createComment(_repo, issue, body) {
      const id = nextId();
      const comment = { id, author: 'raworc', authorId: 1, body, url: `https://github.test/c/${id}`, issue };
      comments.set(id, comment);
      return comment;
    },
    async updateComment(_repo, id, body) {
      const comment = comments.get(id);
      if (comment === undefined) return undefined;
      comments.set(id, { ...comment, body });
      return { ...comment, body };
    },
    async react(_repo, comment, reaction) {
      reactions.push(`${comment} ${reaction}`);
    },
    async putCheckRun(_repo, run) {
      checkRuns.push(run);
      return { id: nextId() };
    },
    async putCommitStatus(_repo, status) {
      statuses.push(status);
    },
    async putDeployment(_repo, { commit, environment }) {
      const found = deployments.find((one) => one.commit === commit && one.environment === environment);
      if (found !== undefined) return found;
      const made = { id: nextId(), commit, environment };
      deployments.push(made);
      return made;
    },
    async createDeploymentStatus(_repo, deployment, status) {
      if (!deployments.some(({ id }) => id === deployment)) throw noPull();
      deploymentStatuses.push({ deployment, ...status });
    },
    openPullRequests: async (_repo, { head = '' } = {}) =>
      pulls.filter((pull) => pull.state === 'open' && head.endsWith(`:${pull.head.ref}`)),
    async createPullRequest(repo, { title, head, base }) {
      const number = nextId();
      const pull: PullRequest = {
        number,
        state: 'open',
        draft: false,
        title,
        author: 'raworc',
        base: { ref: base, commit: 'b' },
        head: { ref: head, commit: 'h', repo },
        mergeCommit: null,
        merged: false,
        url: `https://github.test/p/${number}`,
      };
      pulls.push(pull);
      return pull;
    },
    async updatePullRequest(_repo, number, { title }) {
      const at = pulls.findIndex((pull) => pull.number === number);
      const pull = pulls[at];
      if (pull === undefined) throw noPull();
      pulls[at] = { ...pull, title: title ?? pull.title };
    },
  };

  function throwNext(verb: Verb, when: string): void {
    const error = failures.get(`${verb} ${when}`)?.shift();
    if (error !== undefined) throw error;
  }

  const github = new Proxy(verbs as GitHub, {
    get(target, name) {
      const verb = name as Verb;
      const work = target[verb] as (...given: readonly unknown[]) => Promise<unknown>;
      return async (...given: readonly unknown[]) => {
        calls.push(verb);
        throwNext(verb, 'before');
        const meanwhile = during.get(verb);
        during.delete(verb);
        await meanwhile?.();
        const answer = await work(...given);
        throwNext(verb, 'after');
        return answer;
      };
    },
  });

  return {
    github,
    comments,
    checkRuns,
    statuses,
    deployments,
    deploymentStatuses,
    reactions,
    pulls,
    calls,
    fail: (verb, when, ...errors) => void failures.set(`${verb} ${when}`, [...errors]),
    during: (verb, work) => void during.set(verb, work),
  };
}
