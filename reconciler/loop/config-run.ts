// One run of `config`: reads the config repository, writes into the inventory what it declares, judges the delete brake,
// and nudges the spaces that changed.

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '../../state/model/clock.ts';
import { inSpan, type Tracer } from '../../state/model/trace.ts';
import type { Store } from '../../state/store/store.ts';
import { gatherBrakes } from './brakes.ts';
import type { Checkpoint } from './checkpoints.ts';
import { readingCircumstances, readingFailed, readingOutcome } from './config-outcome.ts';
import { readConfigRecord, writeConfigRecord, type Brake, type ConfigRecord } from './config-status.ts';
import { auditOfRefused } from './declared-audit.ts';
import { underWay } from './inventory-rows.ts';
import type { Inventory } from './inventory.ts';
import type { Bump, ConfigSource, Loader, ReadRevision } from './loader.ts';
import type { Log } from './log.ts';
import type { OtherChanges, Others } from './others.ts';
import type { ProgressHub } from './progress.ts';
import type { Requeue } from './queue.ts';
import { approvedRemovals, refusedOutcome, withoutRefused, type Refused } from './refused-spaces.ts';
import type { ReviewGate } from './review-gate.ts';
import { report, type Circumstances, type Outcome } from './report.ts';
import { countSessions } from './session-counts.ts';

export interface ConfigRunDeps {
  readonly store: Store;
  readonly loader: Loader;
  readonly inventory: Inventory;
  readonly config: ConfigSource;
  readonly clock: Clock;
  readonly progress: ProgressHub;
  readonly log: Log;
  readonly nudgeSpace: (space: string) => void;
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
  /** Told what agents could move to, each time that the config repository was read. */
  readonly onBumps?: (bumps: readonly Bump[]) => void;
  /** Left out, whatever Git declares is carried out. */
  readonly gate?: ReviewGate;
  /** Left out, secrets, roles and bindings are nobody's concern. */
  readonly others?: Others;
}

export type ConfigResult =
  | { readonly type: 'read'; readonly revision: string }
  | { readonly type: 'failed'; readonly error: unknown };

export interface ConfigRun {
  run(signal: AbortSignal): Promise<Requeue>;
  /** What the newest run came to; undefined before the first. */
  last(): ConfigResult | undefined;
}

const openGate: ReviewGate = async (read) => ({ read: await read(undefined), refused: {} });
/** When sources that could not be reached are tried again, without waiting for the next poll. */
const RETRY_SOURCES_MS = 30_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export function createConfigRun(deps: ConfigRunDeps): ConfigRun {
  const { store, loader, inventory, config, clock, checkpoint, others } = deps;
  const gate = deps.gate ?? openGate;
  let last: ConfigResult | undefined;

  async function carryOut(signal: AbortSignal): Promise<Requeue> {
    await inventory.feed(loader);
    const sessions = await countSessions(store);
    const { unopened } = await readConfigRecord(store);
    const inForce = await others?.inForce(unopened);
    const beside = { signal, ...(inForce === undefined ? {} : { inForce }) };
    const gated = await inSpan(deps.tracer, 'plan', {}, async (span) => {
      const judged = await gate((pins) =>
        loader.read(config, sessions, { ...beside, ...(pins === undefined ? {} : { pins }) }),
      );
      const { commit, subject, summary } = judged.read;
      span.set({ 'vcs.ref.head.revision': commit, 'raworc.subject': subject, 'raworc.plan': summary });
      return judged;
    });
    const { refused } = gated;
    await tellRefused(gated.read, refused);
    const otherChanges = await others?.open(gated.read, refused, unopened);
    const read = withProblems(gated.read, otherChanges);
    const isNew = await rememberRevision(read);
    await checkpoint('config.revision-written');
    if (otherChanges !== undefined) await others?.write(otherChanges);
    await checkpoint('config.others-written');

    const changed = new Set<string>();
    for await (const part of loader.parts(read.serial, { signal })) {
      const approved = withoutRefused(part, refused);
      for (const space of await inventory.write(approved, read)) changed.add(space);
      await checkpoint('config.part-written');
    }
    await loader.acknowledge(read.serial);
    // Loading takes all that it gave out for written.
    for (const space of Object.keys(refused)) inventory.stale(space);
    const removals = approvedRemovals(read, refused);
    for (const space of await inventory.markRemovals(removals, read)) changed.add(space);
    await checkpoint('config.removals-marked');
    if (otherChanges !== undefined) await others?.remove(otherChanges);
    await checkpoint('config.others-removed');

    const record = await readConfigRecord(store);
    const brakes = gatherBrakes(removals, read.reviewHashes, record.brakes, sha256);
    for (const space of await writeBrakes(record.brakes, brakes, read.commit)) changed.add(space);
    const before = new Set(record.kept);
    for (const name of read.kept) if (!before.has(name)) changed.add(name.split('/')[1] ?? '');

    await store.meta.set('applied-revision', read.commit);
    const requeue = await conclude(
      {
        ...record,
        brakes,
        kept: read.kept,
        refused,
        bumps: read.bumps,
        sources: { revision: read.commit, problems: read.sourceProblems },
        unopened: otherChanges?.unopened ?? unopened,
      },
      refusedOutcome(read.commit, refused) ?? readingOutcome(read),
      readingCircumstances(read),
    );
    tell(read, isNew, changed);
    for (const space of changed) deps.nudgeSpace(space);
    deps.onBumps?.(read.bumps);
    last = { type: 'read', revision: read.commit };
    return read.retrySources ? { type: 'after', ms: RETRY_SOURCES_MS } : requeue;
  }

  async function rememberRevision(read: ReadRevision): Promise<boolean> {
    const latest = await store.revisions.latest();
    const isNew = latest?.commit !== read.commit;
    if (!isNew && isDeepStrictEqual(latest?.problems, read.problems)) return false;
    const { commit, ref, subject, author, committedAt, problems } = read;
    // Whatever the clock says, what was read last is the latest.
    const seenAt = Math.max(clock.now(), (latest?.seenAt ?? 0) + (isNew ? 1 : 0));
    await store.revisions.put({ commit, ref, subject, author, committedAt, problems, seenAt });
    return isNew;
  }

  /** Before what waits is noted, so that a death in between tells it twice and never not at all. */
  async function tellRefused(read: ReadRevision, refused: Refused): Promise<void> {
    const { refused: before } = await readConfigRecord(store);
    const now = clock.now();
    for (const row of auditOfRefused(before, refused, { by: read, now })) await store.audit.add(row);
  }

  /** Answers the spaces for which a wait began, changed or ended. */
  async function writeBrakes(
    before: Readonly<Record<string, Brake>>,
    after: Readonly<Record<string, Brake>>,
    revision: string,
  ): Promise<readonly string[]> {
    const spaces = new Set([...Object.keys(before), ...Object.keys(after)]);
    const changed = [...spaces].filter((space) => before[space]?.hash !== after[space]?.hash);
    for (const space of changed) {
      const awaitingConfirmation = after[space]?.hash ?? null;
      const row = await store.spaces.get(space);
      const conditions = underWay(row, revision, clock.now());
      await store.spaces.update(space, { awaitingConfirmation, conditions }, clock.now());
    }
    if (changed.length > 0) await checkpoint('config.brakes-written');
    return changed;
  }

  async function conclude(
    record: ConfigRecord,
    outcome: Outcome,
    circumstances: Circumstances,
  ): Promise<Requeue> {
    const now = clock.now();
    const { conditions, requeue, events } = report(outcome, record.conditions, now, circumstances);
    await writeConfigRecord(store, { ...record, checkedAt: now, conditions });
    for (const { type, message } of events) deps.log.info({ key: 'config', event: type }, message);
    return requeue;
  }

  function tell(read: ReadRevision, isNew: boolean, changed: ReadonlySet<string>): void {
    if (!isNew && changed.size === 0) return;
    const { commit, subject, problems, summary } = read;
    deps.log.info({ key: 'config', revision: commit, spaces: changed.size }, summary);
    deps.progress.publish({
      type: 'revision',
      revision: commit,
      subject,
      spaces: [...changed].sort(),
      problems: problems.filter(({ severity }) => severity === 'error').length,
      at: clock.now(),
    });
  }

  return {
    last: () => last,
    async run(signal) {
      try {
        return await carryOut(signal);
      } catch (error) {
        if (signal.aborted) throw error;
        last = { type: 'failed', error };
        // A store that is away can't be written to either; the queue tries again.
        const record = await readConfigRecord(store);
        return conclude(record, readingFailed(error), carried(record));
      }
    },
  };
}

/** What can't be opened is known here alone, for the keys are. */
function withProblems(read: ReadRevision, changes: OtherChanges | undefined): ReadRevision {
  if (changes === undefined || changes.problems.length === 0) return read;
  return { ...read, problems: [...read.problems, ...changes.problems] };
}

/** A failed reading lifts nothing that an earlier one found. */
function carried({ conditions }: ConfigRecord): Circumstances {
  const suspended = conditions.find(({ type }) => type === 'PruneSuspended');
  if (suspended === undefined) return {};
  const { reason, message, hint } = suspended;
  return { pruneSuspended: { reason, message, ...(hint === undefined ? {} : { hint }) } };
}
