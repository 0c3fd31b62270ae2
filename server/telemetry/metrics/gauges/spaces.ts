// Whether spaces are as Git says, and for how long they are not.

import { gaugesOf, type MakeGauges } from './gauge.ts';
import { type Standing, standingOf, worst } from './standing.ts';

export const spaceGauges: MakeGauges = (registry, { spaces: { labelOf } }) => {
  const gauge = gaugesOf(registry);
  const ready = gauge('raworc_space_ready', '1 where a space is as Git says, 0 where it is not.', ['space']);
  const stalled = gauge('raworc_space_stalled', '1 where a space waits for a person, 0 where it does not.', [
    'space',
  ]);
  const lag = gauge('raworc_space_revision_lag_seconds', 'How long a space has been behind what Git says.', [
    'space',
  ]);

  return ({ spaces, now }) => {
    const standings = new Map<string, Standing>();
    for (const row of spaces) {
      const label = labelOf(row.name);
      const [before, own] = [standings.get(label), standingOf(row, now)];
      standings.set(label, before === undefined ? own : worst(before, own));
    }
    for (const each of [ready, stalled, lag]) each.reset();
    for (const [space, standing] of standings) {
      ready.set({ space }, standing.ready);
      stalled.set({ space }, standing.stalled);
      lag.set({ space }, standing.behindMs / 1000);
    }
  };
};
