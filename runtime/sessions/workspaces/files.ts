// Files of a session, in and out, one by one or as tars.

import { finished } from 'node:stream/promises';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { AGENT_UID } from '../../images/base/recipe.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Engine, Waiting } from '../../containers/engine.ts';
import { closing, sessionNotFound, workspaceLost, wrongState } from '../errors.ts';
import { workspaceBytes } from '../lifecycle/container-spec.ts';
import { workspaceName } from '../names.ts';
import { createEntryCheck } from './archive/check-entry.ts';
import { createRepacked } from './archive/repack.ts';
import { readTar } from './archive/read-tar.ts';
import { limited } from './limited.ts';
import { workspaceNotReady } from './errors.ts';
import type { OnFiles } from './on-files.ts';
import { workspacePath } from './path.ts';
import type { FileAnswer, FileView, PutResult, Workspaces } from './workspaces.ts';

export interface FilesDeps {
  readonly store: Pick<Store, 'sessions' | 'spaces'>;
  readonly volumes: Pick<Engine['volumes'], 'inspect'>;
  readonly onFiles: OnFiles;
  readonly now: () => number;
}

export type Files = Pick<Workspaces, 'read' | 'look' | 'pack' | 'put' | 'unpack'>;

export const MOST_ENTRIES = 200_000;
/** Where the space says nothing. */
const MOST_BYTES = 16 * 1024 ** 3;

export function createFiles(deps: FilesDeps): Files {
  const { store, onFiles } = deps;

  async function workOn(id: SessionId, wait: Waiting) {
    const row = await requireFiles(deps, id, wait);
    await store.sessions.touch([id], deps.now());
    return { session: id, volumes: [workspaceName(id)], row };
  }

  return {
    async read(id, path, page, wait): Promise<FileAnswer> {
      const inside = workspacePath(path);
      const request = { verb: 'read', path: inside, ...page };
      const work = { ...(await workOn(id, wait)), request };
      const { answer, body } = await onFiles.stream<Read>(work, wait);
      if (answer.type !== 'folder') return { type: 'file', view: answer, body };
      await finished(body.resume());
      return { type: 'folder', items: answer.items, next: answer.next };
    },

    async look(id, path, wait) {
      const request = { verb: 'read', path: workspacePath(path), limit: 1, head: true };
      const { type, size } = await onFiles.ask<FileView>({ ...(await workOn(id, wait)), request }, wait);
      // The workspace itself has no size.
      return { type, size: type === 'file' ? size : 0 };
    },

    async pack(id, path, wait) {
      const request = { verb: 'pack', path: workspacePath(path) };
      return (await onFiles.stream({ ...(await workOn(id, wait)), request }, wait)).body;
    },

    async put(id, path, content, wait) {
      const inside = workspacePath(path);
      const work = await workOn(id, wait);
      const input = limited(content, await mostBytes(store, work.row));
      const request = { verb: 'put', path: inside, owner: AGENT_UID };
      return onFiles.ask<PutResult>({ ...work, request, input }, wait);
    },

    async unpack(id, path, tar, wait) {
      const inside = workspacePath(path);
      const work = await workOn(id, wait);
      const check = createEntryCheck({ entries: MOST_ENTRIES, bytes: await mostBytes(store, work.row) });
      const repacked = createRepacked();
      const request = { verb: 'unpack', path: inside, owner: AGENT_UID };
      const unpacking = onFiles.ask<PutResult>({ ...work, request, input: repacked.tar }, wait);
      const feeding = (async () => {
        for await (const entry of readTar(tar)) await repacked.add(entry, check(entry.header));
        repacked.end();
      })();
      feeding.catch((error: Error) => repacked.fail(error));
      // What it refuses says more than that nobody takes any more.
      const result = await unpacking;
      await feeding;
      return result;
    },
  };
}

type Read = FileView & { readonly items: readonly FileView[]; readonly next: string | null };

/** Throws unless the session has a workspace that may be looked at. */
export async function requireFiles(
  { store, volumes }: Pick<FilesDeps, 'store' | 'volumes'>,
  id: SessionId,
  wait: Waiting,
): Promise<SessionRow> {
  const row = await store.sessions.get(id);
  if (row === undefined || row.warm) throw sessionNotFound(id);
  if (row.state === 'closed') throw wrongState(id, row.state, 'working on its files');
  if (row.target === 'closed') throw closing(id, row.state);
  if (row.awaits !== null) throw workspaceNotReady(id, row.state);
  const volume = workspaceName(id);
  if ((await volumes.inspect(volume, wait)) !== undefined) return row;
  throw row.state === 'init' ? workspaceNotReady(id, row.state) : workspaceLost(id, volume);
}

/** As much as the workspace may hold. */
export async function mostBytes(
  { spaces }: Pick<Store, 'spaces'>,
  { space }: Pick<SessionRow, 'space'>,
): Promise<number> {
  const spec = (await spaces.get(space))?.spec as SpaceSpec | undefined;
  return (spec && workspaceBytes(spec)) ?? MOST_BYTES;
}
