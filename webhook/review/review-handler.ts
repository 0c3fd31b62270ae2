// The tasks of the kind `review`: each key is a place to look at. What is true is found there and then, so it never
// matters which deliveries came, how often, and in what order.

import { messageOf } from '../../state/model/errors.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import type { TaskOutcome } from '../../state/tasks/outcome.ts';
import type { Waiting } from '../client/github.ts';
import type { ReviewKey } from '../receiver/keys.ts';
import type { ReviewOrder } from '../receiver/review-desk.ts';
import type { HandleComment } from './commands/handle-comment.ts';
import type { ReviewCommit } from './pull/review-commit.ts';
import type { ProposeBumps } from './proposals/propose-bumps.ts';
import type { ReviewPull } from './pull/review-pull.ts';
import type { ReviewSource } from './source/review-source.ts';

export interface ReviewHandlerDeps {
  readonly reviewPull: ReviewPull;
  readonly reviewCommit: ReviewCommit;
  readonly reviewSource: ReviewSource;
  readonly handleComment: HandleComment;
  readonly proposeBumps: ProposeBumps;
  /** Somebody joined or left a team. */
  readonly refreshTeams: (waiting: Waiting) => Promise<void>;
  /** Another installation of the App may open what was closed. */
  readonly onInstallation: () => void;
  readonly log: { warn(fields: object, message: string): void };
}

export function createReviewHandler(deps: ReviewHandlerDeps): TaskHandler {
  async function look(key: ReviewKey, since: number, waiting: Waiting): Promise<TaskOutcome> {
    const [kind, subject] = split(key, '/');
    switch (kind) {
      case 'pull':
        return deps.reviewPull(Number(subject), since, waiting);
      case 'merge-group':
        await deps.reviewCommit(subject, waiting);
        return { type: 'done' };
      case 'source-pull': {
        const [repo, number] = split(subject, '#');
        await deps.reviewSource({ repo, pull: Number(number) }, waiting);
        return { type: 'done' };
      }
      case 'comment': {
        const [id, pull] = split(subject, '#');
        await deps.handleComment({ id: Number(id), pull: Number(pull) }, waiting);
        return { type: 'done' };
      }
      case 'people':
        await deps.refreshTeams(waiting);
        return { type: 'done' };
      case 'installation':
        deps.onInstallation();
        return { type: 'done' };
      case 'bumps':
        await deps.proposeBumps(waiting);
        return { type: 'done' };
      default:
        return { type: 'failed', error: `Nobody knows what ${key} is.` };
    }
  }

  return {
    concurrency: 4,
    leaseMs: 60_000,
    run: ({ payload, createdAt }, { signal }) => look((payload as ReviewOrder).key, createdAt, { signal }),
    async gaveUp({ payload }, error) {
      deps.log.warn({ key: (payload as ReviewOrder).key, error: messageOf(error) }, 'A review was given up.');
    },
  };
}

function split(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
