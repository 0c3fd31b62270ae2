// Sessions that are made ahead, forked and kept alive; turns that ask others and are handed over.

import * as of from './column-types.ts';
import type { AddColumn, Migration } from './step.ts';

const column = (table: string, name: string, columnType: string): AddColumn => ({
  type: 'add-column',
  table,
  column: name,
  columnType,
});

export const branchingSessions: Migration = {
  number: 6,
  steps: [
    column('sessions', 'warm', of.flagOff),
    column('sessions', 'awaits', of.wordOrNull),
    column('sessions', 'parentMessageId', of.idOrNull),
    column('sessions', 'keepAliveUntil', of.timeOrNull),
    { type: 'create-index', table: 'sessions', columns: ['parentId', 'awaits'] },
    column('turns', 'via', "VARCHAR(128) NOT NULL DEFAULT 'message'"),
    column('turns', 'parentId', of.idOrNull),
    column('turns', 'askId', of.keyOrNull),
    column('turns', 'heirId', of.idOrNull),
    column('turns', 'depth', of.counter),
    column('turns', 'usage', of.textOrNull),
    column('turns', 'firstDeltaAt', of.timeOrNull),
    { type: 'create-index', table: 'turns', columns: ['parentId', 'askId'], unique: true },
    column('messages', 'parentTurnId', of.idOrNull),
    column('sessions', 'asked', of.textOrNull),
    column('sessions', 'startedAt', of.timeOrNull),
    { type: 'create-index', table: 'sessions', columns: ['space', 'state', 'lastActivityAt'] },
    column('turns', 'agent', of.wordOrNull),
    column('sessions', 'slot', of.wordOrNull),
    { type: 'create-index', table: 'sessions', columns: ['slot'], unique: true },
    { type: 'create-index', table: 'agents', columns: ['space', 'updatedAt'] },
    column('turns', 'queueUntil', of.timeOrNull),
    { type: 'create-index', table: 'turns', columns: ['queueUntil'] },
  ],
};
