// After the merge: one deployment for each space that the change touched, followed until everything runs as merged.

import type { Reconciler } from '../../../reconciler/loop/control.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { PullRequest, RepoName, Waiting } from '../../client/github.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import { outcomeText } from './outcome-text.ts';
import { type MergedSpace, queuedOutcome, type SpaceOutcome, spaceOutcome } from './space-outcome.ts';

export interface FollowMergeDeps {
  readonly reconciler: Pick<Reconciler, 'sync' | 'status'>;
  readonly publisher: Pick<Publisher, 'want'>;
  readonly repo: RepoName;
  readonly clock: Clock;
  /** The spaces that the newest plan of the pull request touched. */
  readonly mergedSpaces: (pull: number) => Promise<readonly MergedSpace[]>;
  /** Has the plan's comment say, below its verdict, what happened. */
  readonly showOutcome: (pull: number, markdown: string) => Promise<void>;
  /** Where the log of a space's builds can be read; undefined where no address is known. */
  readonly logUrl: (space: string) => string | undefined;
}

export type Followed =
  | { readonly type: 'done' }
  /** To be looked at again then, or as soon as a space changes. */
  | { readonly type: 'wait'; readonly until: number };

/**
 * Looks once; called again as often as it says, it ends when everything runs as merged, or a day after `since` (in
 * milliseconds). Only looks and publishes, so that it may be cut off anywhere.
 */
export type FollowMerge = (
  pull: Pick<PullRequest, 'number' | 'mergeCommit'>,
  since: number,
  waiting?: Waiting,
) => Promise<Followed>;

const soonMs = 3_000;
const laterMs = 60_000;
const quietMs = 10_000;
const longestMs = 24 * 60 * 60_000;
const longestDescription = 140;

export function createFollowMerge(deps: FollowMergeDeps): FollowMerge {
  const { reconciler, publisher, repo, clock } = deps;

  async function publish(commit: string, outcome: SpaceOutcome): Promise<void> {
    const { space, state, message } = outcome;
    const url = deps.logUrl(space);
    await publisher.want({
      kind: 'deployment',
      repo,
      commit,
      space,
      description: `Raworc brings ${space} to what was merged.`,
      status: { state, description: shortened(message), ...(url === undefined ? {} : { logUrl: url }) },
    });
  }

  async function outcomesOf(
    merged: readonly MergedSpace[],
    commit: string,
    { signal }: Waiting,
  ): Promise<readonly SpaceOutcome[]> {
    let status = await reconciler.status();
    if (status.config.revision !== commit) {
      // A later commit holds the merged one too; what matters is that it was read after the merge.
      await reconciler.sync({ by: 'github' }, signal === undefined ? {} : { signal });
      status = await reconciler.status();
    }
    const spaces = new Map(status.spaces.map((space) => [space.name, space]));
    const awaiting = status.config.awaitingReview;
    return merged.map((each) =>
      spaceOutcome(each, spaces.get(each.space), awaiting[each.space] !== undefined),
    );
  }

  return async ({ number, mergeCommit }, since, waiting = {}) => {
    if (mergeCommit === null) return { type: 'done' };
    const merged = await deps.mergedSpaces(number);
    const isFirst = clock.now() - since < soonMs;
    if (isFirst) for (const space of merged) await publish(mergeCommit, queuedOutcome(space));
    const outcomes = await outcomesOf(merged, mergeCommit, waiting);
    for (const outcome of outcomes) await publish(mergeCommit, outcome);
    const open = outcomes.filter(({ state }) => state !== 'success');
    const inHands = open.every(({ waitsForPerson }) => waitsForPerson);
    // An edit of a comment bars the next one for a minute; what ends soon is told once, when it has ended.
    if (inHands || clock.now() - since > quietMs) await deps.showOutcome(number, outcomeText(outcomes));
    if (open.length === 0 || clock.now() - since > longestMs) return { type: 'done' };
    return { type: 'wait', until: clock.now() + (inHands ? laterMs : soonMs) };
  };
}

function shortened(message: string): string {
  const first = message.split('\n', 1)[0] ?? '';
  return first.length <= longestDescription ? first : `${first.slice(0, longestDescription - 1)}…`;
}
