// Pull requests, their reviews, and where two histories part.

import type { RepoState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { isMergeable } from '../merging.ts';
import { changePull, openPull, type PullChange, tipOf } from '../pulls.ts';
import { pullShape, reviewShape } from '../shapes.ts';
import { authorOf, created, notFound, ok, page, refused, type RepoCall, type Route } from './route.ts';

const pullAt = ({ repo, path }: RepoCall) =>
  repo.pulls.find(({ number }) => number === Number(path['pull_number']));

export const pullRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/pulls/{pull_number}',
    async run(call) {
      const pull = pullAt(call);
      if (pull === undefined) return notFound;
      const mergeable = pull.state === 'open' ? await isMergeable(call.repo, pull) : null;
      return ok({ ...pullShape(pull, call.repo, call.world), mergeable });
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/pulls',
    run(call) {
      const { repo, world, query } = call;
      const [state, base, head] = ['state', 'base', 'head'].map((name) => query.get(name));
      const found = repo.pulls.filter(
        (pull) =>
          (state === 'all' || pull.state === (state ?? 'open')) &&
          (base === null || base === undefined || pull.base === base) &&
          (head === null ||
            head === undefined ||
            `${pull.head.repo.name.split('/')[0]}:${pull.head.branch}` === head),
      );
      return page(found.toReversed(), call, (pull) => pullShape(pull, repo, world));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/pulls',
    needs: { right: 'pull_requests', of: 'everybody' },
    async run({ repo, world, caller, body }) {
      const { title, body: text, head, base } = body as Record<string, string>;
      const isThere = repo.pulls.some(
        (pull) => pull.state === 'open' && pull.head.branch === head && pull.base === base,
      );
      if (isThere) return refused(`A pull request already exists for ${head}.`);
      const { author } = authorOf(caller);
      const pull = await openPull(world, repo, {
        author,
        branch: head ?? '',
        base: base ?? 'main',
        title: title ?? '',
        body: text ?? '',
      });
      return pull === undefined
        ? refused(`No commits between ${base} and ${head}`)
        : created(pullShape(pull, repo, world));
    },
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/pulls/{pull_number}',
    needs: { right: 'pull_requests', of: 'write' },
    async run(call) {
      const { repo, world, caller } = call;
      const pull = pullAt(call);
      if (pull === undefined) return notFound;
      const change = call.body as PullChange;
      if (change.base !== undefined && (await tipOf(repo, change.base)) === undefined)
        return refused(`Proposed base branch '${change.base}' was not found`);
      await changePull(world, repo, pull, change, authorOf(caller).author);
      return ok(pullShape(pull, repo, world));
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    run(call) {
      const pull = pullAt(call);
      return pull === undefined ? notFound : page(pull.reviews, call, reviewShape);
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/compare/{basehead}',
    async run({ repo, path }) {
      const [base = '', head = ''] = (path['basehead'] ?? '').split('...');
      const sha = await mergeBase(repo, base, head);
      if (sha === undefined) return notFound;
      const example = exampleOf('GET', '/repos/o/r/compare/a...b');
      return ok(overlay(example, { merge_base_commit: { sha }, commits: [], files: [] }));
    },
  },
];

async function mergeBase(repo: RepoState, base: string, head: string): Promise<string | undefined> {
  try {
    return await repo.git.git('merge-base', base, head);
  } catch {
    return undefined;
  }
}
