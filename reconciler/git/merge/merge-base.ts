// Where two histories part, as far as they are known. Pure.

import type { CommitId } from '../../../state/model/ids.ts';
import type { CommitInfo } from '../repositories.ts';

export type History = ReadonlyMap<CommitId, Pick<CommitInfo, 'parents' | 'at'>>;

/**
 * The commit that both come from and from which no other such commit comes. Where branches were merged crosswise there are
 * several: then the newest is taken, and of two of one time the one whose id is less. Undefined where there is none.
 */
export function mergeBaseOf(one: CommitId, other: CommitId, history: History): CommitId | undefined {
  const ancestors = ancestorsOf(one, history);
  const common = [...ancestorsOf(other, history)].filter((commit) => ancestors.has(commit));
  const inner = new Set(common.flatMap((commit) => history.get(commit)?.parents ?? []));
  const at = (commit: CommitId) => history.get(commit)?.at ?? 0;
  const [best] = common
    .filter((commit) => !inner.has(commit))
    .sort((a, b) => at(b) - at(a) || (a < b ? -1 : 1));
  return best;
}

/** False where some commit stands on one that is not known. */
export function isWholeHistory(history: History): boolean {
  return [...history.values()].every(({ parents }) => parents.every((parent) => history.has(parent)));
}

/** A commit is one of its own. */
function ancestorsOf(commit: CommitId, history: History): Set<CommitId> {
  const found = new Set<CommitId>();
  const open = [commit];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(history.get(next)?.parents ?? []));
  }
  return found;
}
