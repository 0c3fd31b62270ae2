// What became of a write to a declared resource.

import { arrayOf, exampleCommit, type Shown, text, textOrNull, view } from './view.ts';

const writtenFileView = view(
  'WrittenFile',
  { path: text, content: { ...textOrNull, description: 'Null: it is gone.' } },
  {
    path: 'spaces/my-team/space.yaml',
    content: 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata:\n  name: my-team\n',
  },
);
const writtenFields = {
  result: {
    enum: ['committed', 'proposed', 'planned', 'unchanged'],
    description: 'A commit, a proposal that somebody has to agree to, only a trial, or nothing to do.',
  },
  commit: { ...text, description: 'The commit that has it; of a trial, the one that it would follow.' },
  branch: text,
  files: arrayOf(writtenFileView),
} as const;
const exampleWritten = {
  result: 'committed',
  commit: exampleCommit,
  branch: 'main',
  files: writtenFileView.examples,
};

export const writtenSpaceView = view(
  'WrittenSpace',
  { name: text, ...writtenFields },
  { name: 'my-team', ...exampleWritten },
);
export const writtenAgentView = view(
  'WrittenAgent',
  { space: text, name: text, ...writtenFields },
  { space: 'my-team', name: 'sales-agent', ...exampleWritten },
);
export type WrittenView = Omit<Shown<typeof writtenSpaceView>, 'name'>;

/** A write is answered with 200, and where it made something new with 201; with 202 where somebody has to agree first. */
export const responsesOfWrite = <const Shown>(shown: Shown, created?: 201) => ({
  200: shown,
  ...(created === undefined ? {} : { 201: shown }),
  202: shown,
});
