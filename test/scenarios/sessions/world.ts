// Sessions on an imagined engine whose containers run the real supervisor on this machine.

import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryEngine, type MemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { workspaceName } from '../../../runtime/sessions/names.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { contextOf } from '../../support/engine/tars.ts';
import { createSessionWorld, type SessionWorld } from '../../support/sessions/session-world.ts';
import { createHostProgram } from '../../support/sessions/host-program.ts';

export type { Instance } from '../../support/sessions/session-world.ts';

export interface World extends SessionWorld<MemoryEngine> {
  /** A file of the session's workspace; empty where it is absent. */
  workspaceFile(id: SessionId, path: string): string;
  /** The folder that stands for the session's volume. */
  folderOf(id: SessionId): string;
  writeWorkspaceFile(id: SessionId, path: string, content: string): void;
}

const OWNER = 'installation';
const BASE = 'base';

/** With a space that has an image; agents may be declared at any time. */
export async function createWorld(options: { readonly databaseUrl?: string } = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'raworc-sessions-'));
  const workspaces = join(dir, 'workspaces');
  const program = createHostProgram({ agents: join(dir, 'agents'), workspaces });
  const engine = createMemoryEngine({ owner: OWNER, program });
  const build = async (tag: string): Promise<void> => {
    const context = contextOf('FROM scratch\n');
    await engine.images.build({ context, tag, labels: {}, onLog: () => undefined });
  };
  await build(BASE);
  const world = await createSessionWorld({ engine, owner: OWNER, baseImage: BASE, build, dir, ...options });
  await world.image('one');
  const fileOf = (id: SessionId, path: string): string => join(workspaces, workspaceName(id), path);
  return {
    ...world,
    workspaceFile: (id, path) => (existsSync(fileOf(id, path)) ? readFileSync(fileOf(id, path), 'utf8') : ''),
    folderOf: (id) => fileOf(id, ''),
    writeWorkspaceFile: (id, path, content) => writeFileSync(fileOf(id, path), content),
  };
}
