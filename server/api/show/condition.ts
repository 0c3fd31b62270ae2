// A condition as the API shows it.

import type { Condition } from '../../../state/model/condition.ts';
import type { ConditionView } from '../shapes/condition.ts';
import { time } from './time.ts';

export const showCondition = ({ changedAt, ...condition }: Condition): ConditionView => ({
  ...condition,
  changed_at: time(changedAt),
});
