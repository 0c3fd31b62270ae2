// The tasks of kind `publish`: sends the newest of what is wanted, and puts off what GitHub does not take now.

import type { Clock } from '../../../state/model/clock.ts';
import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import type { RandomBytes } from '../../../state/model/ids.ts';
import type { PublicationError, PublicationRow } from '../../../state/store/publications.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Claim, TaskRow } from '../../../state/store/tasks.ts';
import { backoffMs } from '../../../state/tasks/backoff.ts';
import type { TaskHandler } from '../../../state/tasks/handler.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import { GitHubError } from '../errors.ts';
import type { GitHub } from '../github.ts';
import { createCheckRights } from './check-rights.ts';
import { dueAt } from './due.ts';
import type { Publication } from './publication.ts';
import { createSend, type Standing } from './send.ts';

export interface PublishLogger {
  warn(fields: object, message: string): void;
}

export interface PublishHandlerDeps {
  readonly store: Store;
  readonly github: GitHub;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: PublishLogger;
}

const settled: TaskOutcome = { type: 'settled' };
/** An error that nobody named is most likely ours: after so many attempts the reason stands in the row. */
const mostAttemptsOfUnnamed = 10;

export function createPublishHandler({ store, github, clock, random, log }: PublishHandlerDeps): TaskHandler {
  const send = createSend({
    github,
    checkRights: createCheckRights(clock),
    onChecksRefused: (repo, error) =>
      log.warn(
        { repo, hint: error.hint },
        `Check runs are refused on ${repo}; commit statuses are written instead.`,
      ),
  });

  /** In one transaction, so that what is wanted meanwhile finds either the task still open or its end. */
  async function succeed(row: PublicationRow, standing: Standing, claim: Claim): Promise<TaskOutcome> {
    const { remoteId, remoteUrl, wasEdited } = standing;
    const now = clock.now();
    const editedAt = wasEdited ? now : row.editedAt;
    await store.transaction(async ({ publications, tasks }) => {
      const published = { remoteId, remoteUrl, editedAt, publishedAt: now };
      const after = await publications.published(row.key, row.wantedVersion, published);
      if (after?.state === 'wanted') await tasks.release(claim, Math.max(now, dueAt(after)), null, false);
      else await tasks.complete(claim);
    });
    return settled;
  }

  async function fail(
    row: PublicationRow,
    thrown: unknown,
    task: TaskRow,
    claim: Claim,
  ): Promise<TaskOutcome> {
    const isFinal =
      thrown instanceof RaworcError ? thrown.disposition === 'stop' : task.attempts >= mostAttemptsOfUnnamed;
    const now = clock.now();
    const error = errorOf(thrown, now);
    const fields = { publication: row.key, code: error.code, hint: error.hint, attempts: task.attempts };
    if (isFinal) log.warn(fields, `This can’t be published: ${error.message}`);
    const named = thrown instanceof GitHubError ? (thrown.retryAfterMs ?? 0) : 0;
    const again = now + Math.max(named, backoffMs(task.attempts, (random(1)[0] ?? 0) / 255));
    await store.transaction(async ({ publications, tasks }) => {
      const hasFailed = await publications.failed(row.key, row.wantedVersion, error, isFinal);
      if (hasFailed) await tasks.complete(claim);
      // What is wanted by now may be taken where the older was refused.
      else await tasks.release(claim, isFinal ? now : again, error.message, true);
    });
    return settled;
  }

  return {
    concurrency: 4,
    leaseMs: 30_000,
    async run(task, { signal, claim }) {
      const row = await store.publications.get(task.key);
      if (row === undefined) return { type: 'done' };
      if (row.publishedVersion === row.wantedVersion) {
        return succeed(row, { ...row, wasEdited: false }, claim);
      }
      const due = dueAt(row);
      if (due > clock.now()) return { type: 'wait', until: due };
      let standing: Standing;
      try {
        standing = await send(row.wanted as Publication, row, { signal });
      } catch (error) {
        if (signal.aborted) throw error;
        return await fail(row, error, task, claim);
      }
      return succeed(row, standing, claim);
    },
  };
}

function errorOf(thrown: unknown, at: number): PublicationError {
  const { code, hint } = thrown instanceof RaworcError ? thrown : { code: 'INTERNAL', hint: undefined };
  return { code, message: messageOf(thrown), at, ...(hint === undefined ? {} : { hint }) };
}
