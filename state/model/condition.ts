// One line of a resource's status, in the shape that Kubernetes made common. Pure.

export type ConditionType =
  | 'Ready'
  | 'Reconciling'
  | 'Stalled'
  | 'PruneSuspended'
  | 'Drifted'
  | 'Held'
  | 'ReviewRequired'
  | 'BudgetReached'
  | 'SecretsMissing';
export type ConditionStatus = 'True' | 'False' | 'Unknown';

export interface Condition {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  /** A stable word in PascalCase. */
  readonly reason: string;
  /** A sentence. */
  readonly message: string;
  /** What a person can do about it; only where there is something. */
  readonly hint?: string;
  /** Milliseconds since the epoch at which `status` last changed. */
  readonly changedAt: number;
}

/** A condition as it is decided, before it is known when it last changed. */
export type NewCondition = Omit<Condition, 'changedAt'>;

/** Somebody is at it, and nothing of it has failed. */
export function isUnderWay(conditions: readonly Condition[]): boolean {
  return conditions.some(
    ({ type, status, reason }) => type === 'Reconciling' && status === 'True' && reason !== retrying,
  );
}

/** Why something is still under way that has failed and is tried again. */
export const retrying = 'Retrying';

/** The new list of conditions; one whose status did not change keeps the time of its last change. */
export function carryConditions(
  previous: readonly Condition[],
  next: readonly NewCondition[],
  now: number,
): readonly Condition[] {
  return next.map((condition) => {
    const before = previous.find(({ type }) => type === condition.type);
    const changedAt = before !== undefined && before.status === condition.status ? before.changedAt : now;
    return { ...condition, changedAt };
  });
}
