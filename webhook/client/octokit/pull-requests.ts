// Pull requests and their reviews.

import type { GitHub, PullRequest, Review } from '../github.ts';
import type { Call } from './call.ts';
import { fieldsOf, wordOf } from './fields.ts';
import { unlessAbsent } from './unless-absent.ts';

type Verbs = Pick<
  GitHub,
  'pullRequest' | 'openPullRequests' | 'createPullRequest' | 'updatePullRequest' | 'reviews' | 'mergeBase'
>;

export function createPullRequests(call: Call): Verbs {
  return {
    pullRequest: (repo, number, waiting) =>
      call(
        repo,
        ({ request, at }) =>
          unlessAbsent(async () => {
            const { data } = await request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
              ...at,
              pull_number: number,
            });
            return pullRequestIn(data);
          }),
        waiting,
      ),
    openPullRequests: (repo, filter = {}, waiting) =>
      call(
        repo,
        async ({ pages }) => {
          const found: PullRequest[] = [];
          const order = { state: 'open', sort: 'created', direction: 'desc' };
          for await (const page of pages('GET /repos/{owner}/{repo}/pulls', { ...order, ...filter })) {
            found.push(...page.map(pullRequestIn));
          }
          return found;
        },
        waiting,
      ),
    createPullRequest: (repo, pull, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          const { data } = await request('POST /repos/{owner}/{repo}/pulls', { ...at, ...pull });
          return pullRequestIn(data);
        },
        waiting,
      ),
    updatePullRequest: (repo, number, change, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          await request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
            ...at,
            pull_number: number,
            ...change,
          });
        },
        waiting,
      ),
    reviews: (repo, number, waiting) =>
      call(
        repo,
        async ({ pages }) => {
          const found: Review[] = [];
          const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
          for await (const page of pages(route, { pull_number: number })) {
            // One that is being written has no time yet, and nobody else may see it.
            found.push(...page.filter(isSubmitted).map(reviewIn));
          }
          return found;
        },
        waiting,
      ),
    mergeBase: (repo, base, head, waiting) =>
      call(
        repo,
        ({ request, at }) =>
          unlessAbsent(async () => {
            const { data } = await request('GET /repos/{owner}/{repo}/compare/{basehead}', {
              ...at,
              basehead: `${base}...${head}`,
              per_page: 1,
            });
            return fieldsOf(data, 'comparison').within('merge_base_commit').text('sha');
          }),
        waiting,
      ),
  };
}

function pullRequestIn(value: unknown): PullRequest {
  const pull = fieldsOf(value, 'pull request');
  const base = pull.within('base');
  const head = pull.within('head');
  // Lists lack `merged`; a time of merging says the same.
  const merged = pull.textOrNull('merged_at') !== null;
  return {
    number: pull.number('number'),
    state: wordOf(['open', 'closed'], pull.text('state'), 'pull request.state'),
    draft: pull.flag('draft'),
    title: pull.text('title'),
    author: pull.maybeWithin('user')?.text('login') ?? '',
    base: { ref: base.text('ref'), commit: base.text('sha') },
    head: {
      ref: head.text('ref'),
      commit: head.text('sha'),
      repo: head.maybeWithin('repo')?.text('full_name') ?? null,
    },
    // Before the merge GitHub holds the commit of a trial merge there.
    mergeCommit: merged ? pull.textOrNull('merge_commit_sha') : null,
    merged,
    url: pull.text('html_url'),
  };
}

const reviewStates = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
} as const satisfies Record<string, Review['state']>;

function isSubmitted(value: unknown): boolean {
  return fieldsOf(value, 'review').textOrNull('submitted_at') !== null;
}

function reviewIn(value: unknown): Review {
  const review = fieldsOf(value, 'review');
  const words = Object.keys(reviewStates) as (keyof typeof reviewStates)[];
  return {
    id: review.number('id'),
    author: review.maybeWithin('user')?.text('login') ?? '',
    authorId: review.maybeWithin('user')?.number('id') ?? 0,
    commit: review.textOrNull('commit_id') ?? '',
    state: reviewStates[wordOf(words, review.text('state').toUpperCase(), 'review.state')],
    at: review.time('submitted_at'),
  };
}
