// Files of a session, and how those of two sessions differ.

import { messageView } from './message.ts';
import { arrayOf, count, listOfViews, moment, text, view, type Shown } from './view.ts';

const type = { enum: ['file', 'folder', 'link', 'other'] } as const;

const fileView = view(
  'File',
  {
    name: text,
    type,
    size: { ...count, description: 'Bytes of a file; 0 of anything else.' },
    mode: { ...count, description: 'Permission bits.' },
    target: { type: 'string', description: 'What a link points to.' },
    modified_at: moment,
  },
  { name: 'notes.md', type: 'file', size: 120, mode: 420, modified_at: '2026-01-31T12:00:00.000Z' },
  ['target'],
);
export type FileView = Shown<typeof fileView>;
export const fileListView = listOfViews(fileView);

export const filesWrittenView = view(
  'FilesWritten',
  { path: text, files: count, bytes: count },
  { path: 'notes.md', files: 1, bytes: 120 },
);

const beyondView = view(
  'Beyond',
  { items: arrayOf(messageView), count },
  { items: messageView.examples, count: 1 },
);

export const sessionDiffView = view(
  'SessionDiff',
  {
    files: view(
      'FileDiff',
      {
        items: arrayOf(
          view(
            'FileDifference',
            { path: text, change: { enum: ['added', 'removed', 'changed'] }, type },
            { path: 'notes.md', change: 'changed', type: 'file' },
          ),
        ),
        added: count,
        removed: count,
        changed: count,
      },
      {
        items: [{ path: 'notes.md', change: 'changed', type: 'file' }],
        added: 0,
        removed: 0,
        changed: 1,
      },
    ),
    messages: view(
      'MessageDiff',
      {
        common: { ...count, description: 'How many they share, from the first on.' },
        here: beyondView,
        there: beyondView,
      },
      { common: 4, here: { items: [], count: 0 }, there: beyondView.examples[0] },
    ),
  },
  {
    files: { items: [], added: 0, removed: 0, changed: 0 },
    messages: { common: 4, here: { items: [], count: 0 }, there: beyondView.examples[0] },
  },
);
export type SessionDiffView = Shown<typeof sessionDiffView>;
