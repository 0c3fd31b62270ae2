// Sessions on the real engine, with agents in an image made for the test, and nothing left at the end.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { sweep } from '../../support/engine/sweep.ts';
import { contextOf } from '../../support/engine/tars.ts';
import { ensureEngine } from '../../support/machine/engine.ts';
import { createSessionWorld, type SessionWorld } from '../../support/sessions/session-world.ts';

export interface RealWorld extends SessionWorld {
  /** What a command prints inside a session's container. */
  inside(containerId: string | null, ...command: readonly string[]): Promise<string>;
}

/** Without an image: declare the agents first. */
export async function createRealWorld(options: { readonly databaseUrl?: string } = {}): Promise<RealWorld> {
  await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
  const { base } = await ensureBase();
  const owner = `test-${randomBytes(5).toString('hex')}`;
  const engine = createDockerEngine({ owner });
  const build = async (tag: string, agents: string): Promise<void> => {
    const context = contextOf(`FROM ${base}\nCOPY agents /agents\n`, ...filesBelow(agents));
    await engine.images.build({ context, tag, labels: {}, onLog: () => undefined });
  };
  const dir = mkdtempSync(join(tmpdir(), 'raworc-sessions-'));
  const world = await createSessionWorld({ engine, owner, baseImage: base, build, dir, ...options });
  return {
    ...world,
    async inside(containerId, ...command) {
      const { stdout } = await engine.containers.exec(containerId ?? '', command);
      return stdout.toString('utf8').trim();
    },
    async end() {
      await world.end();
      await sweep(engine);
      await engine.close();
    },
  };
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: `agents/${path.slice(folder.length + 1)}`, content: readFileSync(path) }));
