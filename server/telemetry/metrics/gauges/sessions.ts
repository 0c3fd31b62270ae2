// How many sessions there are, and how.

import { BUDGET_REACHED } from '../../../../runtime/sessions/lifecycle/reasons.ts';
import { gaugesOf, type MakeGauges } from './gauge.ts';

export const sessionGauges: MakeGauges = (registry, { store, spaces: { labelOf } }) => {
  const gauge = gaugesOf(registry);
  const open = gauge('raworc_sessions', 'Sessions that aren’t closed.', ['space', 'state']);
  const ahead = gauge('raworc_sessions_ahead', 'Sessions made ahead that nobody has yet.', [
    'space',
    'state',
  ]);
  const outOfBudget = gauge(
    'raworc_sessions_paused_by_budget',
    'Sessions that are paused because a budget is used up.',
    ['space'],
  );

  return async () => {
    const [counts, paused] = await Promise.all([
      store.sessions.countByState(),
      store.sessions.countPausedFor(BUDGET_REACHED),
    ]);
    for (const each of [open, ahead, outOfBudget]) each.reset();
    for (const { space, state, warm, count } of counts)
      (warm ? ahead : open).inc({ space: labelOf(space), state }, count);
    for (const { space, count } of paused) outOfBudget.inc({ space: labelOf(space) }, count);
  };
};
