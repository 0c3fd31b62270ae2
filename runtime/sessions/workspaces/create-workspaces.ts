// Puts the work on files together.

import type { Clock } from '../../../state/model/clock.ts';
import type { RandomBytes, SessionId } from '../../../state/model/ids.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Engine } from '../../containers/engine.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { EditSession } from '../session-edit.ts';
import type { SupervisorMount } from '../supervisor-mount.ts';
import { createExport } from './archive/export.ts';
import { createImport } from './archive/import.ts';
import { createDiff } from './diff.ts';
import { createFiles } from './files.ts';
import type { StartHelper } from './helper.ts';
import { createOnFiles } from './on-files.ts';
import type { Snapshots } from './snapshots.ts';
import type { Workspaces } from './workspaces.ts';

export interface WorkspaceParts {
  readonly store: Store;
  readonly volumes: Engine['volumes'];
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly supervisor: SupervisorMount;
  readonly startHelper: StartHelper;
  readonly snapshots: Snapshots;
  readonly newId: () => string;
  readonly checkpoint: Checkpoint;
  readonly close: (id: SessionId) => Promise<unknown>;
  readonly nudge: (id: SessionId) => void;
}

export function createWorkspaces(parts: WorkspaceParts): Workspaces {
  const onFiles = createOnFiles(parts);
  const given = { ...parts, onFiles, now: parts.clock.now };
  return {
    ...createFiles(given),
    diff: createDiff(given),
    export: createExport(given),
    import: createImport({
      ...given,
      async discard({ id }) {
        await parts.close(id);
      },
      ready: ({ id }) => parts.nudge(id),
    }),
  };
}
