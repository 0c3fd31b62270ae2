// What was shown on pull requests, and what people approved of it.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const reviews: Migration = {
  number: 4,
  steps: [
    {
      type: 'create-table',
      table: 'reviews',
      columns: {
        repo: of.key,
        pull: of.count,
        base: of.word,
        head: of.word,
        planHash: of.word,
        spaces: of.textOrNull,
        outcome: of.textOrNull,
        approvalsSeen: of.textOrNull,
        updatedAt: of.time,
      },
      primaryKey: ['repo', 'pull'],
    },
    {
      type: 'create-table',
      table: 'plans',
      columns: {
        hash: of.word,
        repo: of.key,
        pull: of.countOrNull,
        base: of.word,
        head: of.word,
        content: of.textOrNull,
        createdAt: of.time,
      },
      primaryKey: ['hash'],
    },
    {
      type: 'create-table',
      table: 'approvals',
      columns: {
        space: of.word,
        reviewHash: of.word,
        repo: of.key,
        pull: of.count,
        by: of.key,
        pins: of.textOrNull,
        at: of.time,
      },
      primaryKey: ['space', 'reviewHash', 'by'],
    },
    { type: 'create-index', table: 'approvals', columns: ['space', 'at'] },
  ],
};
