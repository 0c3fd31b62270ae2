// Each kind of measurement goes to its metrics: a total map, so that the compiler lists what a new kind has to add.

import { ASSUMED_CURRENCY } from '../../../state/model/amounts.ts';
import type { Measurement, MeasurementOf, Meter } from '../../../state/model/measurement.ts';
import { createFewCurrencies, type FewLabels } from './few-labels.ts';
import type { Instruments } from './instruments.ts';

type Counting = { readonly [Type in Measurement['type']]: (measured: MeasurementOf<Type>) => void };

const seconds = (ms: number): number => ms / 1000;

export function createMeter(to: Instruments, { labelOf }: FewLabels): Meter {
  const currencies = createFewCurrencies();
  const counting: Counting = {
    reconciled: ({ prefix, outcome, ms }) => to.reconciles.observe({ key: prefix, outcome }, seconds(ms)),
    task: ({ kind, outcome, ms }) => to.tasks.observe({ kind, outcome }, seconds(ms)),
    built: ({ what, outcome, ms }) => to.builds.observe({ kind: what, outcome }, seconds(ms)),
    turn({ space, outcome, waitedMs, firstDeltaMs, ms }) {
      to.turns.inc({ space: labelOf(space), outcome });
      if (waitedMs !== null) to.turnWaiting.observe(seconds(waitedMs));
      if (firstDeltaMs !== null) to.firstDelta.observe(seconds(firstDeltaMs));
      if (ms !== null) to.turnDuration.observe({ outcome }, seconds(ms));
    },
    reported({ space: name, usage }) {
      const space = labelOf(name);
      to.tokens.inc({ space, kind: 'input' }, usage.input_tokens ?? 0);
      to.tokens.inc({ space, kind: 'output' }, usage.output_tokens ?? 0);
      const { cost = 0, currency = ASSUMED_CURRENCY } = usage;
      if (cost > 0) to.cost.inc({ space, currency: currencies.labelOf(currency) }, cost);
    },
    created: ({ space, from }) => to.created.inc({ space: labelOf(space), origin: from }),
    'drift-repaired': ({ space, count }) => to.drift.inc({ space: labelOf(space) }, count),
    sampled({ space, cpuMs, rxBytes, txBytes }) {
      to.cpu.inc({ space: labelOf(space) }, seconds(cpuMs));
      to.network.inc({ space: labelOf(space), direction: 'received' }, rxBytes);
      to.network.inc({ space: labelOf(space), direction: 'sent' }, txBytes);
    },
    statement: ({ ms }) => to.statements.observe(seconds(ms)),
  };
  return (measured) => (counting[measured.type] as (of: Measurement) => void)(measured);
}
