// Hold, unhold, rollback and confirm: what people write into the inventory past Git. Each is one change of rows and a
// nudge; the space's run does the rest, also while Git is down.

import type { Clock } from '../../state/model/clock.ts';
import type { HistoryRow } from '../../state/store/history.ts';
import type { SpacePatch, SpaceRow } from '../../state/store/spaces.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';
import { readConfigRecord, writeConfigRecord } from './config-status.ts';
import type { Asked } from './control.ts';
import { ReconcilerError, spaceNotFound } from './errors.ts';
import { findEntry, HISTORY_KEPT, notStored } from './held-snapshot.ts';
import { report, type Outcome } from './report.ts';

export interface Holds {
  hold(space: string, asked: Asked & Pin): Promise<void>;
  unhold(space: string, asked: Asked): Promise<void>;
  rollback(space: string, asked: Asked & Pin): Promise<void>;
  confirm(space: string, asked: Asked & { readonly plan: string }): Promise<void>;
}

interface Pin {
  readonly revision?: string;
  readonly reason?: string;
}

export interface HoldsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Rows changed: loading has to be told, and the space looked at. */
  readonly changed: (space: string) => void;
}

const RECHECK_MS = 60_000;

export function createHolds({ store, clock, changed }: HoldsDeps): Holds {
  async function rowOf(tables: StoreTables, space: string): Promise<SpaceRow> {
    const row = await tables.spaces.get(space);
    if (row === undefined) throw spaceNotFound(space);
    return row;
  }

  /** Shows at once that something is under way, so that nobody who waits takes the old state for the new one. */
  function begun(row: SpaceRow, message: string, patch: SpacePatch): SpacePatch {
    const outcome: Outcome = { type: 'progressing', reason: 'Started', message, recheckAfterMs: RECHECK_MS };
    const hold = patch.hold === undefined ? row.hold : patch.hold;
    const circumstances = hold === null ? {} : { hold };
    return { ...patch, conditions: report(outcome, row.conditions, clock.now(), circumstances).conditions };
  }

  async function pin(
    space: string,
    { by, reason = '' }: Asked & Pin,
    choose: (entries: readonly HistoryRow[], row: SpaceRow) => HistoryRow | undefined,
    missing: string,
  ): Promise<void> {
    const now = clock.now();
    await store.transaction(async (tables) => {
      const row = await rowOf(tables, space);
      const entries = await tables.history.list(space, HISTORY_KEPT);
      const entry = choose(entries, row);
      if (entry === undefined) throw notStored(space, missing);
      const revision = nameOf(entry, entries);
      const message = `It is being brought to the state of ${revision.slice(0, 7)}.`;
      const patch = begun(row, message, { hold: { revision, reason, by, at: now } });
      await tables.spaces.update(space, patch, now);
    });
    changed(space);
  }

  return {
    hold: (space, asked) =>
      pin(
        space,
        asked,
        (entries, row) =>
          asked.revision === undefined
            ? entries.find((entry) => isCurrent(entry, row))
            : findEntry(entries, asked.revision),
        asked.revision ?? 'what runs',
      ),

    rollback: (space, asked) =>
      pin(
        space,
        asked,
        (entries, row) =>
          asked.revision === undefined
            ? entries.slice(entries.findIndex((entry) => isCurrent(entry, row)) + 1)[0]
            : findEntry(entries, asked.revision),
        asked.revision ?? 'the time before',
      ),

    async unhold(space) {
      await store.transaction(async (tables) => {
        const row = await rowOf(tables, space);
        if (row.hold === null) return;
        const patch = begun(row, 'It is being brought to what Git declares.', { hold: null });
        await tables.spaces.update(space, patch, clock.now());
      });
      changed(space);
    },

    async confirm(space, { plan }) {
      await store.transaction(async (tables) => {
        const row = await rowOf(tables, space);
        const record = await readConfigRecord(tables);
        const brake = record.brakes[space];
        if (brake === undefined || row.awaitingConfirmation === null) throw nothingToConfirm(space);
        if (plan !== brake.hash && !brake.reviewed.includes(plan)) throw planChanged(space, brake.hash);
        const now = clock.now();
        for (const agent of brake.agents) await tables.agents.update(space, agent, { removing: true }, now);
        const patch = begun(row, 'A confirmed removal is being carried out.', {
          awaitingConfirmation: null,
          removing: brake.space,
        });
        await tables.spaces.update(space, patch, now);
        const { [space]: confirmed, ...brakes } = record.brakes;
        if (confirmed !== undefined) await writeConfigRecord(tables, { ...record, brakes });
      });
      changed(space);
    },
  };
}

function isCurrent(entry: HistoryRow, row: SpaceRow): boolean {
  return entry.buildId === row.buildId && entry.revision === row.appliedRevision;
}

/** The revision, unless a newer state of the same revision would be found by it. */
function nameOf(entry: HistoryRow, entries: readonly HistoryRow[]): string {
  return findEntry(entries, entry.revision) === entry ? entry.revision : entry.buildId;
}

function nothingToConfirm(space: string): ReconcilerError {
  return new ReconcilerError('NOTHING_TO_CONFIRM', `Nothing of ${space} waits for a confirmation.`, {
    hint: `raworc plan shows what would happen; raworc describe ${space} shows how it stands.`,
    details: { space },
  });
}

function planChanged(space: string, hash: string): ReconcilerError {
  return new ReconcilerError('PLAN_CHANGED', `What waits in ${space} is another plan than the one named.`, {
    hint: `Look at it again, then: raworc confirm ${space} --plan ${hash}`,
    details: { space, plan: hash },
  });
}
