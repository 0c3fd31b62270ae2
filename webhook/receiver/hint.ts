// What is kept of a delivery: as little as tells where to look. A hint says that something may have changed; what is true
// is asked of GitHub and Git by whoever looks. Pure.

import type { RepoName } from '../client/github.ts';
import { payloadOf, type Payload } from './payload.ts';

export type Hint =
  /** A branch or tag moved, appeared or is gone. */
  | {
      readonly type: 'push';
      readonly repo: RepoName;
      /** `refs/heads/…` or `refs/tags/…`. */
      readonly ref: string;
      readonly defaultBranch: string | null;
      /** So many commits that GitHub lists only some of them. */
      readonly isLarge: boolean;
    }
  | { readonly type: 'pull'; readonly repo: RepoName; readonly number: number }
  | { readonly type: 'approval'; readonly repo: RepoName; readonly number: number }
  | { readonly type: 'merge-group'; readonly repo: RepoName; readonly commit: string }
  /** Somebody wants a check made again, or pressed a button of ours. */
  | {
      readonly type: 'check';
      readonly repo: RepoName;
      readonly commit: string;
      readonly pulls: readonly number[];
    }
  | { readonly type: 'command'; readonly repo: RepoName; readonly number: number; readonly comment: number }
  | { readonly type: 'installation' }
  /** Somebody joined or left a team or the organization. */
  | { readonly type: 'people' }
  /** Nobody has to look. */
  | { readonly type: 'nothing'; readonly because: 'ping' | 'unknown-event' | 'ignored-event' | 'no-change' };

export type ReadHint =
  | { readonly type: 'hint'; readonly hint: Hint; readonly action: string | null }
  /** `problem` names the field and never quotes it. */
  | { readonly type: 'wrong'; readonly problem: string };

const repoForm = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const refForm = /^refs\/(heads|tags)\/./;
const commitForm = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const actionForm = /^[a-z][a-z_]{0,63}$/;
/** How many commits GitHub lists of a push. */
const mostCommits = 2048;
const mostPulls = 100;

const noChange: Hint = { type: 'nothing', because: 'no-change' };
const repoOf = (payload: Payload): RepoName => payload.text('repository.full_name', repoForm);
const actionOf = (payload: Payload): string => payload.text('action', actionForm);

const readers: Readonly<Record<string, (payload: Payload) => Hint>> = {
  ping: () => ({ type: 'nothing', because: 'ping' }),
  deployment_status: () => ({ type: 'nothing', because: 'ignored-event' }),
  push: (payload) => {
    const sizes = [payload.list('commits').length, payload.maybeNumber('size') ?? 0];
    sizes.push(payload.maybeNumber('distinct_size') ?? 0);
    return {
      type: 'push',
      repo: repoOf(payload),
      ref: payload.text('ref', refForm),
      defaultBranch: payload.maybeText('repository.default_branch'),
      isLarge: Math.max(...sizes) >= mostCommits,
    };
  },
  pull_request: (payload) => {
    const action = actionOf(payload);
    const isOther = !['opened', 'synchronize', 'reopened', 'ready_for_review', 'closed'].includes(action);
    if (isOther && !(action === 'edited' && payload.isThere('changes.base'))) return noChange;
    return { type: 'pull', repo: repoOf(payload), number: payload.number('pull_request.number') };
  },
  pull_request_review: (payload) => {
    if (!['submitted', 'dismissed'].includes(actionOf(payload))) return noChange;
    return { type: 'approval', repo: repoOf(payload), number: payload.number('pull_request.number') };
  },
  merge_group: (payload) => {
    if (actionOf(payload) !== 'checks_requested') return noChange;
    const commit = payload.text('merge_group.head_sha', commitForm);
    return { type: 'merge-group', repo: repoOf(payload), commit };
  },
  check_run: (payload) =>
    ['rerequested', 'requested_action'].includes(actionOf(payload))
      ? checkOf(payload, 'check_run')
      : noChange,
  // "Re-run all checks" speaks of the suite and not of its runs.
  check_suite: (payload) =>
    actionOf(payload) === 'rerequested' ? checkOf(payload, 'check_suite') : noChange,
  issue_comment: (payload) => {
    if (actionOf(payload) !== 'created' || !payload.isThere('issue.pull_request')) return noChange;
    if (!/^\s*\/raworc(\s|$)/m.test(payload.maybeText('comment.body') ?? '')) return noChange;
    return {
      type: 'command',
      repo: repoOf(payload),
      number: payload.number('issue.number'),
      comment: payload.number('comment.id'),
    };
  },
  installation: () => ({ type: 'installation' }),
  installation_repositories: () => ({ type: 'installation' }),
  installation_target: () => ({ type: 'installation' }),
  membership: (payload) => peopleOn(payload, ['added', 'removed']),
  organization: (payload) => peopleOn(payload, ['member_added', 'member_removed']),
  // Its name in addresses follows its name.
  team: (payload) => peopleOn(payload, ['created', 'edited', 'deleted']),
};

const peopleOn = (payload: Payload, actions: readonly string[]): Hint =>
  actions.includes(actionOf(payload)) ? { type: 'people' } : noChange;

function checkOf(payload: Payload, what: 'check_run' | 'check_suite'): Hint {
  const list = `${what}.pull_requests`;
  const pulls = payload.list(list).slice(0, mostPulls);
  return {
    type: 'check',
    repo: repoOf(payload),
    commit: payload.text(`${what}.head_sha`, commitForm),
    pulls: pulls.map((_, at) => payload.number(`${list}.${at}.number`)),
  };
}

/** `event` is the value of `X-GitHub-Event`, `body` what its JSON says. Never throws. */
export function readHint(event: string, body: unknown): ReadHint {
  const payload = payloadOf(body);
  const read = Object.hasOwn(readers, event) ? readers[event] : undefined;
  const hint: Hint = read === undefined ? { type: 'nothing', because: 'unknown-event' } : read(payload);
  const problem = payload.problem();
  if (problem !== undefined) return { type: 'wrong', problem };
  const action = payload.maybeText('action');
  return { type: 'hint', hint, action: action !== null && actionForm.test(action) ? action : null };
}
