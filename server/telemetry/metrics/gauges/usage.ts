// What the sessions of spaces hold at the moment, as it was seen last.

import { gaugesOf, type MakeGauges } from './gauge.ts';

export const usageGauges: MakeGauges = (registry, { store, spaces: { labelOf } }) => {
  const gauge = gaugesOf(registry);
  const memory = gauge(
    'raworc_space_memory_bytes',
    'Memory that the sessions of a space hold, as seen within the last week.',
    ['space'],
  );
  const disk = gauge(
    'raworc_space_disk_bytes',
    'What the workspaces of a space hold, suspended ones too, as seen within the last week.',
    ['space'],
  );

  return async () => {
    const held = await store.samples.held();
    for (const each of [memory, disk]) each.reset();
    for (const each of held) {
      const space = labelOf(each.space);
      memory.inc({ space }, each.memory);
      disk.inc({ space }, each.disk);
    }
  };
};
