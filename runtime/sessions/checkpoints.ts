// The named points between a step in the store and a step on the engine. A test can stop the process at each of them and
// see that the next run repairs what was left.

export const sessionCheckpoints = [
  'session.created',
  'session.resumed',
  'session.image-chosen',
  'session.workspace-made',
  'session.container-made',
  'session.container-written',
  'session.container-started',
  'session.epoch-raised',
  'session.attached',
  'session.ready',
  'session.pause-written',
  'session.paused',
  'session.unpaused',
  'session.suspend-written',
  'session.container-stopped',
  'session.container-removed',
  'session.loss-written',
  'session.failure-written',
  'session.rollover-written',
  'session.close-asked',
  'session.forked',
  'session.copy-begun',
  'session.frozen',
  'session.workspace-copied',
  'session.thawed',
  'session.fork-filled',
  'session.workspace-removed',
  'session.closed',
  'session.kept-going',
  'session.kept-removed',
  'session.reopened',
  'session.import-begun',
  'session.imported',
  'turn.accepted',
  'turn.claimed',
  'turn.routed',
  'turn.running',
  'turn.configured',
  'turn.sent',
  'turn.ended',
  'turn.stored',
  'turn.acknowledged',
  'turn.cancelled',
  'turn.handed-over',
  'ask.stored',
  'ask.answering',
  'ask.answered',
] as const;

/** Those that only sessions of a schedule come to. */
export const scheduleCheckpoints = ['schedule.run-written'] as const;

export type SessionCheckpoint = (typeof sessionCheckpoints)[number] | (typeof scheduleCheckpoints)[number];

/** Does nothing in production. */
export type Checkpoint = (name: SessionCheckpoint) => void | Promise<void>;

export const noCheckpoint: Checkpoint = () => undefined;
