// Writes what a run concluded: the conditions of a space and its agents, in one step, and only where they changed.

import type { Clock } from '../../state/model/clock.ts';
import type { Condition } from '../../state/model/condition.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import type { Announcing } from './announce.ts';
import type { Log } from './log.ts';
import type { ProgressHub } from './progress.ts';
import type { Requeue } from './queue.ts';
import { report, type Circumstances, type Outcome } from './report.ts';
import { sameAgentWish, sameWish } from './same-wish.ts';

export interface Conclusion {
  /** Each as it was read at the beginning of the run. */
  readonly row: SpaceRow;
  readonly outcome: Outcome;
  readonly agents: readonly { readonly row: AgentRow; readonly outcome: Outcome }[];
  readonly circumstances: Circumstances;
}

/** Answers when to look at the space again. */
export type WriteSpaceStatus = (conclusion: Conclusion) => Promise<Requeue>;

export interface SpaceStatusWriterDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly progress: ProgressHub;
  readonly log: Log;
  /** Left out, nobody is told. */
  readonly announcing?: Announcing;
}

export function createSpaceStatusWriter(deps: SpaceStatusWriterDeps): WriteSpaceStatus {
  const { store, clock, progress, log, announcing } = deps;

  return async function write({ row, outcome, agents, circumstances }) {
    const now = clock.now();
    const { conditions, requeue, events } = report(outcome, row.conditions, now, circumstances);
    const seen = agents.map(({ row: agent, outcome: own }) => ({
      agent,
      next: report(own, agent.conditions, now).conditions,
    }));
    const changed = seen.filter(({ agent, next }) => !sameConditions(next, agent.conditions));
    const spaceChanged = !sameConditions(conditions, row.conditions);
    if (changed.length > 0 || spaceChanged) {
      const isAnnounced = await store.transaction(async (tables) => {
        const fresh = await tables.spaces.get(row.name);
        if (fresh === undefined || !sameWish(fresh, row)) return false;
        if (spaceChanged) await tables.spaces.update(row.name, { conditions }, now);
        const rows = new Map(
          changed.length === 0
            ? []
            : (await tables.agents.list(row.name)).map((each) => [each.name, each] as const),
        );
        for (const { agent, next } of changed) {
          const own = rows.get(agent.name);
          if (own !== undefined && sameAgentWish(own, agent)) {
            await tables.agents.update(row.name, agent.name, { conditions: next }, now);
          }
        }
        const { name: space, revision, spec } = row;
        const stands = seen.map(({ agent, next }) => ({
          name: agent.name,
          commit: agent.sourceCommit,
          conditions: next,
        }));
        const announced = { space, revision, spec, conditions, agents: stands };
        return (await announcing?.announce(tables, announced, now)) ?? false;
      });
      if (isAnnounced) announcing?.wake();
    }
    if (spaceChanged) {
      progress.publish({ type: 'space', space: row.name, revision: row.revision, conditions, at: now });
    }
    for (const { type, message } of events) {
      log.info({ key: `space/${row.name}`, event: type }, message);
      if (type === 'drift') progress.publish({ type: 'drift', space: row.name, what: message, at: now });
    }
    return requeue;
  };
}

export function sameConditions(a: readonly Condition[], b: readonly Condition[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
