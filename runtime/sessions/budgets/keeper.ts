// Pauses sessions whose budget is reached and lets them go on when it is not any more, every few seconds, in any process.
// It only compares: whoever dies in between, the next one finds the same.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { Store } from '../../../state/store/store.ts';
import * as because from '../lifecycle/reasons.ts';
import { want } from '../requests/want.ts';
import type { EditSession } from '../session-edit.ts';
import { hasBudgets, type Reached } from './judge.ts';
import { sessionReached, spaceReached } from './reached.ts';

export interface KeeperDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly edit: EditSession;
  readonly nudge: (id: SessionId) => void;
  /** What its status says is not so any more. */
  readonly nudgeSpace: (space: string) => void;
  /** Somebody is connected to it, in this process. */
  readonly isAttached: (id: SessionId) => boolean;
}

export type KeepBudgets = () => Promise<void>;

const KEEPER = 'budget';

export function createKeeper({ store, clock, edit, nudge, nudgeSpace, isAttached }: KeeperDeps): KeepBudgets {
  /** Nobody is frozen who is at work, or talked to. */
  async function pause({ id }: SessionRow, reached: Reached): Promise<void> {
    if (isAttached(id)) return;
    const { result: isWanted } = await edit(id, KEEPER, async (session) => {
      const { state, target, keepAliveUntil } = session.row();
      if (state !== 'idle' || target !== 'running') return false;
      if (keepAliveUntil !== null && keepAliveUntil > session.now) return false;
      await want(session, 'pause', { by: KEEPER, because: because.budgetReached(reached) });
      return true;
    });
    if (isWanted) nudge(id);
  }

  async function resume({ id }: SessionRow): Promise<void> {
    const { result: isWanted } = await edit(id, KEEPER, async (session) => {
      if (!isPausedForIt(session.row())) return false;
      session.patch({ lastActivityAt: session.now });
      await want(session, 'resume', { by: KEEPER, because: because.budgetLifted });
      return true;
    });
    if (isWanted) nudge(id);
  }

  async function keep(space: SpaceRow): Promise<void> {
    const spec = space.spec as SpaceSpec;
    const now = clock.now();
    const ofSpace = hasBudgets(spec) ? await spaceReached(store, space, now) : undefined;
    const isShown = space.conditions.some(({ type }) => type === 'BudgetReached');
    if (isShown !== (ofSpace !== undefined)) nudgeSpace(space.name);
    const judge = (row: SessionRow) =>
      ofSpace ?? (hasBudgets(spec) ? sessionReached(store, row, now) : undefined);
    for (const row of await store.sessions.list(
      { space: space.name, states: ['idle', 'paused'] },
      { limit: MOST_AT_ONCE },
    )) {
      if (row.state === 'paused' && !isPausedForIt(row)) continue;
      const reached = await judge(row);
      if (row.state === 'idle' && reached !== undefined) await pause(row, reached);
      if (row.state === 'paused' && reached === undefined) await resume(row);
    }
  }

  /** That a budget was taken out of Git is found by what is still paused for it. */
  const watched = new Set<string>();

  return async function sweep() {
    for (const space of await store.spaces.list()) {
      const isDeclared = hasBudgets(space.spec as SpaceSpec);
      const isShown = space.conditions.some(({ type }) => type === 'BudgetReached');
      if (!isDeclared && !isShown && !watched.has(space.name)) continue;
      await keep(space);
      if (isDeclared) watched.add(space.name);
      else watched.delete(space.name);
    }
  };
}

const MOST_AT_ONCE = 10_000;

const isPausedForIt = ({ state, target, reason }: Pick<SessionRow, 'state' | 'target' | 'reason'>): boolean =>
  state === 'paused' && target === 'paused' && reason === because.BUDGET_REACHED;
