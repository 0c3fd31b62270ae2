// The supervisor where it belongs: PID 1 of a hardened container of the base image, with the Python fixtures as an agent.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { Engine, Limits } from '../../../runtime/containers/engine.ts';
import { SUPERVISOR_COMMAND, SUPERVISOR_MOUNT } from '../../../runtime/sessions/supervisor/payload.ts';
import { ensureSupervisorVolume } from '../../../runtime/sessions/supervisor/volume.ts';
import { ensureBase } from '../base/ensure-base.ts';
import { sweep } from '../engine/sweep.ts';
import { tarOf } from '../engine/tars.ts';
import { AGENTS } from './commands.ts';

export interface SupervisedEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly owner: string;
  readonly image: string;
  /** A running container; returns its id. */
  run(limits?: Limits): Promise<string>;
}

/** Where the fixtures are inside the container. */
export const AGENT_DIR = '/session/agent';

export async function openSupervisedEngine(): Promise<SupervisedEngine> {
  const { base: image } = await ensureBase();
  const owner = `test-${randomBytes(5).toString('hex')}`;
  const engine = createDockerEngine({ owner });
  return {
    engine,
    owner,
    image,
    async run(limits = {}) {
      const supervisor = await ensureSupervisorVolume(engine, { image, owner });
      const name = `raworc_test_${randomBytes(5).toString('hex')}`;
      await engine.volumes.ensure(name, {});
      const id = await engine.containers.create({
        name,
        image,
        command: SUPERVISOR_COMMAND,
        user: '10001:10001',
        labels: {},
        mounts: [
          { volume: supervisor, path: SUPERVISOR_MOUNT, readOnly: true },
          { volume: name, path: '/session' },
        ],
        tmpfs: { '/tmp': 16 * 1024 * 1024 },
        limits,
        network: 'none',
      });
      const content = readFileSync(join(AGENTS, 'python/main.py'));
      const agent = tarOf({ name: 'agent', type: 'directory' }, { name: 'agent/main.py', content });
      await engine.containers.copyIn(id, '/session', agent);
      await engine.containers.start(id);
      return id;
    },
    async [Symbol.asyncDispose]() {
      await sweep(engine);
      await engine.close();
    },
  };
}
