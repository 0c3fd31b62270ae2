// A build as the API shows it.

import type { BuildRow } from '../../../state/store/builds.ts';
import type { BuildView } from '../shapes/build.ts';
import { time, timeOrNull } from './time.ts';

export const showBuild = (build: BuildRow): BuildView => ({
  id: build.id,
  kind: build.kind,
  space: build.space,
  agent: build.agent,
  state: build.state,
  image: build.image,
  bytes: build.bytes,
  attempt: build.attempt,
  error: build.error,
  queued_at: time(build.queuedAt),
  started_at: timeOrNull(build.startedAt),
  ended_at: timeOrNull(build.endedAt),
});
