// A schedule with everything filled in, so that a test names only what it is about.

import type { Schedule } from '../../schemas/kinds/schedule.ts';

export const aSchedule = (fields: Partial<Schedule> = {}): Schedule => ({
  name: 'daily',
  cron: '0 9 * * *',
  timeZone: 'UTC',
  message: 'What is new?',
  session: 'new',
  missed: 'once',
  whileBusy: 'skip',
  enabled: true,
  ...fields,
});
