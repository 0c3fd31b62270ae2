// What sessions use: by the hour, by the day, and what was seen last; and who sent the message behind a turn.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

const amounts = {
  turns: of.counter,
  failed: of.counter,
  inputTokens: of.counter,
  outputTokens: of.counter,
  costMicros: of.counter,
  wallMs: of.counter,
  cpuMs: of.counter,
  memoryKibS: of.counter,
  memoryPeak: of.counter,
  diskPeak: of.counter,
  rxBytes: of.counter,
  txBytes: of.counter,
  sampledMs: of.counter,
};

export const usage: Migration = {
  number: 11,
  steps: [
    {
      type: 'create-table',
      table: 'usageHours',
      columns: {
        sessionId: of.id,
        hour: of.time,
        agent: of.word,
        account: of.word,
        currency: of.word,
        space: of.word,
        ...amounts,
      },
      primaryKey: ['sessionId', 'hour', 'agent', 'account', 'currency'],
    },
    { type: 'create-index', table: 'usageHours', columns: ['space', 'hour'] },
    { type: 'create-index', table: 'usageHours', columns: ['hour'] },
    {
      type: 'create-table',
      table: 'usageDays',
      columns: {
        space: of.word,
        day: of.time,
        agent: of.word,
        account: of.word,
        currency: of.word,
        ...amounts,
      },
      primaryKey: ['space', 'day', 'agent', 'account', 'currency'],
    },
    { type: 'create-index', table: 'usageDays', columns: ['day'] },
    {
      type: 'create-table',
      table: 'sessionSamples',
      columns: {
        sessionId: of.id,
        boot: of.word,
        at: of.time,
        millicores: of.count,
        memory: of.countOrNull,
        disk: of.countOrNull,
        rx: of.count,
        tx: of.count,
        cpuMs: of.count,
        rxBytes: of.count,
        txBytes: of.count,
        recent: of.text,
      },
      primaryKey: ['sessionId'],
    },
    { type: 'create-index', table: 'sessionSamples', columns: ['at'] },
    { type: 'add-column', table: 'turns', column: 'sentBy', columnType: of.wordOrNull },
  ],
};
