// What should stand on GitHub.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const publications: Migration = {
  number: 3,
  steps: [
    {
      type: 'create-table',
      table: 'publications',
      columns: {
        key: of.key,
        repo: of.key,
        kind: of.word,
        wanted: of.textOrNull,
        wantedVersion: of.count,
        publishedVersion: of.count,
        remoteId: of.wordOrNull,
        remoteUrl: of.textOrNull,
        editedAt: of.timeOrNull,
        publishedAt: of.timeOrNull,
        state: of.word,
        error: of.textOrNull,
        createdAt: of.time,
        wantedAt: of.time,
      },
      primaryKey: ['key'],
    },
    { type: 'create-index', table: 'publications', columns: ['state', 'wantedAt'] },
  ],
};
