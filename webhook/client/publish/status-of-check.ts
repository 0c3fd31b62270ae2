// A check run said as a commit status, which has no room for more than a line. Pure.

import type { CheckRun, CommitStatus } from '../github.ts';

export function statusOfCheck(run: CheckRun): CommitStatus {
  return {
    commit: run.commit,
    context: run.name,
    state: stateOf(run),
    description: run.title.length > 140 ? `${run.title.slice(0, 139)}…` : run.title,
    ...(run.detailsUrl === undefined ? {} : { targetUrl: run.detailsUrl }),
  };
}

function stateOf({ status, conclusion }: CheckRun): CommitStatus['state'] {
  if (status !== 'completed') return 'pending';
  switch (conclusion) {
    case 'success':
    case 'neutral':
      return 'success';
    case 'failure':
    case 'action_required':
      return 'failure';
    case 'cancelled':
    case undefined:
      return 'error';
    default:
      return conclusion satisfies never;
  }
}
