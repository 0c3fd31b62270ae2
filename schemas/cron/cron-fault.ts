// What is wrong with a cron expression, in a phrase; node-cron judges.

import { validateDetailed } from 'node-cron';

export const CRON_PHRASE =
  'five fields (minute, hour, day of month, month, day of week) such as 0 9 * * 1-5, or @daily';

/** Undefined where it can be used. */
export function cronFault(cron: string): string | undefined {
  const { valid, errors } = validateDetailed(cron);
  if (!valid) return errors[0]?.message ?? 'it cannot be read';
  // node-cron also takes seconds; an agent that is asked every second never gets to answer.
  return cron.trim().split(/\s+/u).length > 5 ? 'seconds cannot be named' : undefined;
}
