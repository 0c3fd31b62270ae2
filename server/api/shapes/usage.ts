// What was used: totals, the sessions that use most, and one session over time.

import { sessionStates } from '../../../state/model/session-state.ts';
import {
  arrayOf,
  count,
  countOrNull,
  listOfViews,
  moment,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

const amount = { type: 'number', minimum: 0 } as const;
const cost = {
  type: 'object',
  additionalProperties: { type: 'number' },
  description: 'By currency.',
} as const;

const amounts = {
  turns: count,
  failed_turns: count,
  input_tokens: count,
  output_tokens: count,
  turn_seconds: amount,
  cpu_seconds: amount,
  memory_gib_hours: amount,
  memory_peak_bytes: count,
  disk_peak_bytes: count,
  received_bytes: count,
  sent_bytes: count,
  sampled_seconds: { ...amount, description: 'How long it was looked at.' },
} as const;
const exampleAmounts = {
  turns: 12,
  failed_turns: 1,
  input_tokens: 4200,
  output_tokens: 900,
  turn_seconds: 61.5,
  cpu_seconds: 12.25,
  memory_gib_hours: 0.125,
  memory_peak_bytes: 268435456,
  disk_peak_bytes: 1048576,
  received_bytes: 20480,
  sent_bytes: 10240,
  sampled_seconds: 3600,
};

const usedView = view(
  'UsedAmounts',
  { key: text, space: textOrNull, ...amounts, cost },
  { key: 'sales', space: 'sales', ...exampleAmounts, cost: { USD: 0.42 } },
);
export type UsedView = Shown<typeof usedView>;
export const usageListView = listOfViews(usedView);

const sample = {
  cpu_cores: amount,
  memory_bytes: { ...countOrNull, description: 'Null: not known.' },
  disk_bytes: { ...countOrNull, description: 'Null: not known.' },
  received_bytes: count,
  sent_bytes: count,
} as const;
const exampleSample = {
  cpu_cores: 0.25,
  memory_bytes: 134217728,
  disk_bytes: 1048576,
  received_bytes: 2048,
  sent_bytes: 1024,
};

const busySessionView = view(
  'BusySession',
  {
    session_id: text,
    space: text,
    state: { enum: sessionStates },
    created_by: text,
    at: moment,
    ...sample,
    turns: count,
    tokens: count,
    cost,
  },
  {
    session_id: 'ses_1m8k4zhr1460bjjm64s4',
    space: 'sales',
    state: 'busy',
    created_by: 'ann',
    at: '2026-01-31T12:00:00.000Z',
    ...exampleSample,
    turns: 12,
    tokens: 5100,
    cost: { USD: 0.42 },
  },
);
export type BusySessionView = Shown<typeof busySessionView>;
export const topListView = listOfViews(busySessionView);

const sampleView = view(
  'UsageSample',
  { at: moment, ...sample },
  { at: '2026-01-31T12:00:00.000Z', ...exampleSample },
);
export type UsageSampleView = Shown<typeof sampleView>;
const hourView = view(
  'UsageHour',
  { hour: moment, ...amounts },
  { hour: '2026-01-31T12:00:00.000Z', ...exampleAmounts },
);

export const sessionUsageView = view(
  'SessionUsage',
  { samples: arrayOf(sampleView), hours: arrayOf(hourView) },
  { samples: sampleView.examples, hours: hourView.examples },
);
