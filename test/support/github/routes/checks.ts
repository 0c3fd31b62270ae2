// Check runs, which only Apps may write, and the commit statuses that everybody may.

import { tellOfCheck } from '../checks.ts';
import { hasCommit } from '../commits.ts';
import type { CheckState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { checkShape } from '../shapes.ts';
import { created, forbidden, notFound, ok, refused, type RepoCall, type Route } from './route.ts';

const atOnce = 50;
const onlyApps = forbidden('You must authenticate via a GitHub App.');

const needs = { right: 'checks', of: 'everybody' } as const;

interface Sent {
  readonly context?: string;
  readonly state?: string;
  readonly description?: string;
  readonly target_url?: string | null;
  readonly output?: { readonly annotations?: readonly Record<string, unknown>[] };
}

/** Annotations are added, and what else is said replaces what was. */
function write(check: CheckState, { ...fields }: Readonly<Record<string, unknown>>): boolean {
  const annotations = (fields as Sent).output?.annotations ?? [];
  if (annotations.length > atOnce) return false;
  check.annotations.push(...annotations);
  Object.assign(check.fields, fields);
  return true;
}

const tooMany = refused(`No more than ${atOnce} items are allowed in annotations`);

export const checkRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
    run({ repo, path, query }) {
      const named = repo.checks.filter(
        ({ commit, fields }) =>
          commit === path['ref'] && (query.get('check_name') ?? fields['name']) === fields['name'],
      );
      const latest = new Map(named.map((check) => [`${check.appId} ${String(check.fields['name'])}`, check]));
      const shown = query.get('filter') === 'all' ? named : [...latest.values()];
      return ok({ total_count: shown.length, check_runs: shown.map(checkShape) });
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/check-runs',
    needs,
    async run({ repo, world, caller, body }) {
      if (caller.type !== 'installation') return onlyApps;
      const commit = String(body['head_sha']);
      if (!(await hasCommit(repo, commit))) return refused(`No commit found for SHA: ${commit}`);
      const check: CheckState = {
        id: world.nextId(),
        appId: caller.appId,
        commit,
        fields: {},
        annotations: [],
      };
      if (!write(check, body)) return tooMany;
      repo.checks.push(check);
      tellOfCheck(world, repo, check, 'created');
      return created(checkShape(check));
    },
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    needs,
    run({ repo, world, caller, path, body }) {
      if (caller.type !== 'installation') return onlyApps;
      const check = repo.checks.find(({ id }) => id === Number(path['check_run_id']));
      if (check === undefined) return notFound;
      if (!write(check, body)) return tooMany;
      if (body['status'] === 'completed') tellOfCheck(world, repo, check, 'completed');
      return ok(checkShape(check));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/statuses/{sha}',
    needs: { right: 'statuses', of: 'write' },
    async run({ repo, path, body }) {
      const { context = 'default', state = '', description = '', target_url = null } = body as Sent;
      const commit = path['sha'] ?? '';
      if (!(await hasCommit(repo, commit))) return refused(`No commit found for SHA: ${commit}`);
      repo.statuses.push({ commit, context, state, description, targetUrl: target_url });
      const example = exampleOf('POST', '/repos/o/r/statuses/1');
      return created(overlay(example, { context, state, description, target_url }));
    },
  },
];
