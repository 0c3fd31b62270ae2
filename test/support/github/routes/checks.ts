// Check runs, which only Apps may write, and the commit statuses that everybody may.

import type { CheckState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { checkShape } from '../shapes.ts';
import { created, forbidden, notFound, ok, refused, type RepoCall, type Route } from './route.ts';

const atOnce = 50;
const onlyApps = forbidden('You must authenticate via a GitHub App.');

interface Sent {
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
      const example = exampleOf('GET', '/repos/o/r/commits/1/check-runs');
      return ok({ ...example, total_count: named.length, check_runs: named.map(checkShape) });
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/check-runs',
    run({ repo, world, caller, body }) {
      if (caller.type !== 'installation') return onlyApps;
      const check: CheckState = {
        id: world.nextId(),
        appId: caller.appId,
        commit: String(body['head_sha']),
        fields: {},
        annotations: [],
      };
      if (!write(check, body)) return tooMany;
      repo.checks.push(check);
      return created(checkShape(check));
    },
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    run({ repo, caller, path, body }) {
      if (caller.type !== 'installation') return onlyApps;
      const check = repo.checks.find(({ id }) => id === Number(path['check_run_id']));
      if (check === undefined) return notFound;
      return write(check, body) ? ok(checkShape(check)) : tooMany;
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/statuses/{sha}',
    run({ repo, path, body }) {
      const { context, state, description } = body as Record<string, string>;
      repo.statuses.push({
        commit: path['sha'] ?? '',
        context: context ?? 'default',
        state: state ?? '',
        description: description ?? '',
      });
      return created(overlay(exampleOf('POST', '/repos/o/r/statuses/1'), { context, state, description }));
    },
  },
];
