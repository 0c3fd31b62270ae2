// Every metric that is counted as things happen, with its name, unit and labels. Names follow Prometheus' conventions: base
// units, `_total` on counters.

import { Counter, Histogram, type Registry } from 'prom-client';
import { taskKinds } from '../../../state/store/tasks.ts';

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const unhurried = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const slow = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

export type Instruments = ReturnType<typeof createInstruments>;

export function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    { labels, buckets }: { readonly labels: Label[]; readonly buckets: number[] },
  ) => new Histogram({ name, help, labelNames: labels, buckets, registers });

  const instruments = {
    reconciles: histogram(
      'raworc_reconcile_duration_seconds',
      'Runs of keys of the reconciler’s queue, by what the key is about and what came of it.',
      { labels: ['key', 'outcome'], buckets: unhurried },
    ),
    tasks: histogram(
      'raworc_task_duration_seconds',
      'Tasks from their claim until this process held them no more.',
      {
        labels: ['kind', 'outcome'],
        buckets: unhurried,
      },
    ),
    builds: histogram('raworc_build_duration_seconds', 'Builds of agents’ layers and of spaces’ images.', {
      labels: ['kind', 'outcome'],
      buckets: slow,
    }),
    turns: counter('raworc_turns_total', 'Turns that ended.', ['space', 'outcome']),
    turnDuration: histogram('raworc_turn_duration_seconds', 'Turns from their beginning to their end.', {
      labels: ['outcome'],
      buckets: unhurried,
    }),
    turnWaiting: histogram('raworc_turn_wait_seconds', 'From a message until its turn began.', {
      labels: [],
      buckets: unhurried,
    }),
    firstDelta: histogram(
      'raworc_turn_first_delta_seconds',
      'From a turn’s beginning until its agent first said something.',
      { labels: [], buckets: unhurried },
    ),
    tokens: counter('raworc_tokens_total', 'Tokens that turns took, as agents report them.', [
      'space',
      'kind',
    ]),
    cost: counter('raworc_cost_total', 'What turns cost in that currency, as agents report it.', [
      'space',
      'currency',
    ]),
    created: counter(
      'raworc_sessions_created_total',
      'Sessions that somebody was given: made ahead and taken from the pool, or new.',
      ['space', 'origin'],
    ),
    drift: counter(
      'raworc_drift_repaired_total',
      'Things that had been changed by hand and were put right.',
      ['space'],
    ),
    cpu: counter('raworc_sessions_cpu_seconds_total', 'CPU time of sessions’ containers.', ['space']),
    network: counter('raworc_sessions_network_bytes_total', 'What sessions received and sent.', [
      'space',
      'direction',
    ]),
    statements: histogram('raworc_store_statement_duration_seconds', 'Statements of the database.', {
      labels: [],
      buckets: quick,
    }),
  };
  // A series that begins with 1 has not increased, for Prometheus: the first failure would be seen by no alert.
  for (const kind of taskKinds) instruments.tasks.zero({ kind, outcome: 'failed' });
  for (const kind of ['layer', 'image']) instruments.builds.zero({ kind, outcome: 'failed' });
  return instruments;
}
