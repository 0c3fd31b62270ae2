// Says what an outcome means: the conditions, the next run, and what is worth telling. The only place where a status is
// decided. Pure.

import { carryConditions, type Condition, type NewCondition, retrying } from '../../state/model/condition.ts';
import type { Hold } from '../../state/store/spaces.ts';
import type { Requeue } from './queue.ts';

/** Reasons are stable words in PascalCase, messages are sentences. */
interface Said {
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
}

export type Outcome =
  /** Everything is as declared. */
  | ({ readonly type: 'converged' } & Said)
  /** Under way; whoever works on it nudges the key, and `recheckAfterMs` is the net below. */
  | ({ readonly type: 'progressing'; readonly recheckAfterMs: number } & Said)
  /** Something else has to happen first, without anybody being at fault. */
  | ({ readonly type: 'waiting'; readonly recheckAfterMs: number } & Said)
  /** Pointless to try again until a person acts. */
  | ({ readonly type: 'stalled'; readonly hint: string } & Said)
  /** May work when tried again. */
  | ({ readonly type: 'failed' } & Said);

/** What is true beside the outcome. */
export interface Circumstances {
  readonly hold?: Hold;
  /** Why what isn't declared any more is still there. */
  readonly pruneSuspended?: Said;
  /** Its budget is used up. */
  readonly budgetReached?: Said;
  /** Something of it can't do its work for want of them. */
  readonly secretsMissing?: Said;
  /** What was found changed by hand and repaired in this run. */
  readonly drift?: readonly string[];
}

export interface ReportedEvent {
  readonly type: 'ready' | 'not-ready' | 'stalled' | 'drift';
  readonly message: string;
}

export interface Report {
  readonly conditions: readonly Condition[];
  readonly requeue: Requeue;
  /** Only what is new since `previous`. */
  readonly events: readonly ReportedEvent[];
}

/** How long a repaired drift stays visible. */
const DRIFT_SHOWN_MS = 10 * 60_000;

export function report(
  outcome: Outcome,
  previous: readonly Condition[],
  now: number,
  circumstances: Circumstances = {},
): Report {
  const next: NewCondition[] = [ready(outcome, previous)];
  if (outcome.type === 'progressing' || outcome.type === 'waiting' || outcome.type === 'failed') {
    next.push(
      condition('Reconciling', outcome.type === 'failed' ? { ...outcome, reason: retrying } : outcome),
    );
  }
  if (outcome.type === 'stalled') next.push(condition('Stalled', outcome));
  const { hold, pruneSuspended, budgetReached, secretsMissing, drift = [] } = circumstances;
  if (budgetReached !== undefined) next.push(condition('BudgetReached', budgetReached));
  if (secretsMissing !== undefined) next.push(condition('SecretsMissing', secretsMissing));
  if (hold !== undefined) next.push(condition('Held', heldBy(hold)));
  if (pruneSuspended !== undefined) next.push(condition('PruneSuspended', pruneSuspended));
  const conditions = [...carryConditions(previous, next, now), ...drifted(drift, previous, now)];
  return { conditions, requeue: requeue(outcome), events: events(outcome, drift, previous) };
}

function ready(outcome: Outcome, previous: readonly Condition[]): NewCondition {
  if (outcome.type === 'converged') return condition('Ready', outcome);
  // What was never seen in one piece is not known to be broken; it is only on its way.
  const known = previous.some(({ type, status }) => type === 'Ready' && status !== 'Unknown');
  const underWay = outcome.type === 'progressing' || outcome.type === 'waiting';
  return { ...condition('Ready', outcome), status: underWay && !known ? 'Unknown' : 'False' };
}

function condition(type: Condition['type'], { reason, message, hint }: Said): NewCondition {
  return { type, status: 'True', reason, message, ...(hint === undefined ? {} : { hint }) };
}

function heldBy(hold: Hold): Said {
  const why = hold.reason === '' ? '' : `: ${hold.reason}`;
  return {
    reason: 'Held',
    message: `${hold.by} holds it at revision ${hold.revision.slice(0, 7)}${why}.`.replace(/\.\.$/, '.'),
    hint: 'Lift it with raworc unhold.',
  };
}

function drifted(
  found: readonly string[],
  previous: readonly Condition[],
  now: number,
): readonly Condition[] {
  if (found.length > 0) {
    const message = `Found changed by hand and repaired: ${found.join('; ')}.`;
    return [{ type: 'Drifted', status: 'True', reason: 'Repaired', message, changedAt: now }];
  }
  return previous.filter(({ type, changedAt }) => type === 'Drifted' && now - changedAt < DRIFT_SHOWN_MS);
}

function requeue(outcome: Outcome): Requeue {
  switch (outcome.type) {
    case 'converged':
    case 'stalled':
      return { type: 'none' };
    case 'progressing':
    case 'waiting':
      return { type: 'after', ms: outcome.recheckAfterMs };
    case 'failed':
      return { type: 'backoff' };
    default:
      return outcome satisfies never;
  }
}

function events(
  outcome: Outcome,
  drift: readonly string[],
  previous: readonly Condition[],
): readonly ReportedEvent[] {
  const told: ReportedEvent[] = drift.map((what) => ({ type: 'drift', message: `${what}.` }));
  const before = previous.find(({ type }) => type === 'Ready');
  const wasReady = before?.status === 'True';
  if (outcome.type === 'converged' && !wasReady) told.push({ type: 'ready', message: outcome.message });
  if (outcome.type === 'failed' && (wasReady || before?.reason !== outcome.reason)) {
    told.push({ type: 'not-ready', message: outcome.message });
  }
  const stalledBefore = previous.some(
    ({ type, message }) => type === 'Stalled' && message === outcome.message,
  );
  if (outcome.type === 'stalled' && !stalledBefore) told.push({ type: 'stalled', message: outcome.message });
  return told;
}
