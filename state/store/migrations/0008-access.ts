// Who may do what, and what was done: accounts, what tokens are limited to, declared roles, and the audit chain.

import * as of from './column-types.ts';
import type { AddColumn, Migration } from './step.ts';

const tokenColumn = (column: string, columnType: string): AddColumn => ({
  type: 'add-column',
  table: 'tokens',
  column,
  columnType,
});

const secretColumn = (column: string, columnType: string): AddColumn => ({
  type: 'add-column',
  table: 'secrets',
  column,
  columnType,
});

export const access: Migration = {
  number: 8,
  steps: [
    {
      type: 'create-table',
      table: 'accounts',
      columns: {
        name: of.word,
        kind: of.word,
        githubLogin: of.wordOrNull,
        teams: of.textOrNull,
        createdAt: of.time,
        createdBy: of.key,
        disabledAt: of.timeOrNull,
      },
      primaryKey: ['kind', 'name'],
    },
    { type: 'create-index', table: 'accounts', columns: ['githubLogin'], unique: true },
    tokenColumn('kind', "VARCHAR(128) NOT NULL DEFAULT 'account'"),
    tokenColumn('purpose', of.textOrNull),
    tokenColumn('beginning', of.wordOrNull),
    tokenColumn('scopes', of.textOrNull),
    tokenColumn('spaces', of.textOrNull),
    tokenColumn('createdBy', of.keyOrNull),
    tokenColumn('lastUsedAt', of.timeOrNull),
    {
      type: 'create-table',
      table: 'grants',
      columns: {
        kind: of.word,
        name: of.word,
        spec: of.textOrNull,
        specDigest: of.word,
        position: of.textOrNull,
        revision: of.word,
      },
      primaryKey: ['kind', 'name'],
    },
    {
      type: 'create-table',
      table: 'audit',
      columns: {
        seq: of.serial,
        at: of.time,
        account: of.key,
        via: of.word,
        address: of.wordOrNull,
        requestId: of.wordOrNull,
        verb: of.word,
        kind: of.word,
        space: of.wordOrNull,
        name: of.keyOrNull,
        decision: of.word,
        reason: of.textOrNull,
        before: of.wordOrNull,
        after: of.wordOrNull,
        link: of.countOrNull,
        hash: of.wordOrNull,
      },
    },
    { type: 'create-index', table: 'audit', columns: ['link'], unique: true },
    { type: 'create-index', table: 'audit', columns: ['space', 'seq'] },
    { type: 'create-index', table: 'audit', columns: ['account', 'seq'] },
    secretColumn('declaredAt', of.textOrNull),
    secretColumn('declaredDigest', of.wordOrNull),
  ],
};
