// The points between two steps of writing to a repository on this machine, at which tests stop the process.

export const writingCheckpoints = [
  'begun',
  'index-locked',
  'objects-written',
  'branch-locked',
  'branch-moved',
  'file-written',
  'index-written',
] as const;

export type WritingCheckpoint = (typeof writingCheckpoints)[number];

export type ReachCheckpoint = (name: WritingCheckpoint) => void | Promise<void>;
