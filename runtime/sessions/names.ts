// What the objects of a session are called on the engine, and the labels by which they are found again. Pure.

import { type Labels, UNTIL_LABEL } from '../containers/engine.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { SessionRow } from '../../state/store/sessions.ts';

export const KIND_LABEL = 'dev.raworc.kind';
export const SPACE_LABEL = 'dev.raworc.space';
export const SESSION_LABEL = 'dev.raworc.session';
export const GENERATION_LABEL = 'dev.raworc.generation';

type Named = Pick<SessionRow, 'id' | 'generation'>;

/** With the generation, so that a name is never used for two containers. */
export const containerName = ({ id, generation }: Named): string => `raworc_session_${id}_${generation}`;

export const workspaceName = (id: SessionId): string => `raworc_workspace_${id}`;

export const containerLabels = ({ id, space, generation }: Named & Pick<SessionRow, 'space'>): Labels => ({
  [KIND_LABEL]: 'session',
  [SPACE_LABEL]: space,
  [SESSION_LABEL]: id,
  [GENERATION_LABEL]: String(generation),
});

export const workspaceLabels = ({ id, space }: Pick<SessionRow, 'id' | 'space'>): Labels => ({
  [KIND_LABEL]: 'workspace',
  [SPACE_LABEL]: space,
  [SESSION_LABEL]: id,
});

/** Finds all containers of a session, of whatever generation. */
export const labelsOfSession = (id: SessionId): Labels => ({ [KIND_LABEL]: 'session', [SESSION_LABEL]: id });

/** A container that works on a session's files, and until when whoever started it may need it. */
const FOR_LABEL = 'dev.raworc.for';

export const helperLabels = (id: SessionId, until: number): Labels => ({
  [KIND_LABEL]: 'helper',
  [FOR_LABEL]: id,
  [UNTIL_LABEL]: String(until),
});

export const labelsOfHelpers = (id: SessionId): Labels => ({ [KIND_LABEL]: 'helper', [FOR_LABEL]: id });

/** One at a time, so that whoever copies next finds what was left behind. */
export const copierName = (id: SessionId): string => `raworc_copy_${id}`;

export const helperName = (id: SessionId, random: string): string => `raworc_files_${id}_${random}`;

export const snapshotName = (id: SessionId, random: string): string => `raworc_snapshot_${id}_${random}`;

export const snapshotLabels = ({ id, space }: Pick<SessionRow, 'id' | 'space'>, until: number): Labels => ({
  [KIND_LABEL]: 'snapshot',
  [SPACE_LABEL]: space,
  [FOR_LABEL]: id,
  [UNTIL_LABEL]: String(until),
});

export const labelsOfSnapshots = (id: SessionId): Labels => ({ [KIND_LABEL]: 'snapshot', [FOR_LABEL]: id });
