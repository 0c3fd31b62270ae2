// The named points between a step in the store and a step on the engine. A test can stop the process at each of them and
// see that the next run repairs what was left.

export const checkpointNames = [
  'engine.marker-placed',
  'config.revision-written',
  'config.others-written',
  'config.part-written',
  'config.removals-marked',
  'config.others-removed',
  'config.brakes-written',
  'space.removed-agents-dropped',
  'space.network-slot-taken',
  'space.network-filtered',
  'space.network-made',
  'space.builds-asked',
  'space.image-ready',
  'space.applied',
  'build.started',
  'build.under-way',
  'build.image-made',
  'build.ended',
  'removal.closing-asked',
  'removal.sessions-closed',
  'removal.network-removed',
  'removal.host-rules-removed',
  'removal.slot-released',
  'removal.agents-dropped',
] as const;

export type CheckpointName = (typeof checkpointNames)[number];

/** Does nothing in production. */
export type Checkpoint = (name: CheckpointName) => void | Promise<void>;

export const noCheckpoint: Checkpoint = () => undefined;
