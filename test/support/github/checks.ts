// What people and hooks see of check runs.

import { happen } from './deliveries.ts';
import type { CheckState, RepoState, World } from './model.ts';
import { checkShape } from './shapes.ts';

export type CheckAction = 'created' | 'completed' | 'rerequested' | 'requested_action';

export function tellOfCheck(
  world: World,
  repo: RepoState,
  check: CheckState,
  action: CheckAction,
  more: { readonly by?: string; readonly button?: string } = {},
): void {
  // Of forks and merge queues GitHub names none.
  const pulls = repo.pulls.filter(
    ({ head, headCommit }) => head.repo === repo && headCommit === check.commit,
  );
  happen(world, repo, {
    event: 'check_run',
    action,
    body: {
      check_run: { ...checkShape(check), pull_requests: pulls.map(({ number }) => ({ number })) },
      ...(more.button === undefined ? {} : { requested_action: { identifier: more.button } }),
      ...(more.by === undefined ? {} : { sender: { login: more.by } }),
    },
  });
}
