// From `init` to `idle`: image, workspace, container, start, hello. Every step may be repeated after a crash.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Waiting } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import { workspaceLost } from '../errors.ts';
import { workspaceLabels, workspaceName } from '../names.ts';
import type { SessionEdit } from '../session-edit.ts';
import { containerSpec } from './container-spec.ts';
import { ACT_DEADLINE_MS, SILENCE_DEADLINE_MS, START_DEADLINE_MS } from './deadlines.ts';
import type { LifecycleParts, TakeStep } from './parts.ts';
import * as because from './reasons.ts';
import { wakeTurns } from '../turns/wake-turns.ts';

export interface StartSteps {
  readonly chooseImage: TakeStep;
  readonly createContainer: TakeStep;
  readonly recreate: TakeStep;
  readonly start: TakeStep;
  readonly attach: (row: SessionRow, startedAt: number | undefined, wait: Waiting) => Promise<void>;
}

export function createStartSteps(parts: LifecycleParts): StartSteps {
  const { store, engine, edit, links, checkpoint } = parts;

  async function createContainer(row: SessionRow, wait: Waiting): Promise<void> {
    const space = await store.spaces.get(row.space);
    if (space === undefined || row.image === null) return;
    const spec = space.spec as SpaceSpec;
    await ensureWorkspace(row, wait);
    await checkpoint('session.workspace-made');
    const network = await networkOf(row, spec, wait);
    const supervisorVolume = await parts.supervisor.volume();
    const made = containerSpec({ row, image: row.image, spec, network, supervisorVolume });
    const containerId = await engine.containers.create(made, wait).catch((error: unknown) => {
      if (isEngineError(error, 'VOLUME_NOT_FOUND')) parts.supervisor.forget();
      throw error;
    });
    await checkpoint('session.container-made');
    await edit(row.id, 'runtime', ({ row: now, patch, now: at }) => {
      const { state, generation } = now();
      if (state !== 'init' || generation !== row.generation) return;
      patch({ containerId, deadlineAt: at + START_DEADLINE_MS, ...plain(because.starting) });
    });
    await checkpoint('session.container-written');
  }

  /** A network that isn't filtered is none to start on. */
  async function networkOf({ space }: SessionRow, { network }: SpaceSpec, wait: Waiting): Promise<string> {
    if (network.egress === 'none') return 'none';
    await parts.networks.requireFiltered(space, wait);
    return parts.networks.forSpace(space);
  }

  /** One that was attached to once, or is a fork, has had a workspace; nothing but a person's word replaces that. */
  async function ensureWorkspace(row: SessionRow, wait: Waiting): Promise<void> {
    const name = workspaceName(row.id);
    const hadOne = row.epoch > 0 || row.parentId !== null;
    if (hadOne && !because.acceptsEmptyWorkspace(row)) {
      if ((await engine.volumes.inspect(name, wait)) === undefined) throw workspaceLost(row.id, name);
      return;
    }
    await engine.volumes.ensure(name, workspaceLabels(row), wait);
  }

  return {
    createContainer,

    async chooseImage({ id }) {
      await edit(id, 'runtime', async (session) => {
        const { row, tables, patch } = session;
        const space = await tables.spaces.get(row().space);
        if (row().state !== 'init' || row().containerId !== null || space?.image == null) return;
        changeImage(session, space.image, space.buildId);
        patch(plain(because.starting));
      });
      await checkpoint('session.image-chosen');
    },

    async recreate(row) {
      await edit(row.id, 'runtime', ({ row: now, patch, now: at }) => {
        if (now().state !== 'init' || now().generation !== row.generation) return;
        patch({ generation: row.generation + 1, containerId: null, deadlineAt: at + ACT_DEADLINE_MS });
      });
    },

    async start(row, wait) {
      const { containerId } = row;
      if (containerId === null) return;
      // Again, for the host may have been started again since the container was made.
      const space = await store.spaces.get(row.space);
      if (space !== undefined) await networkOf(row, space.spec as SpaceSpec, wait);
      await engine.containers.start(containerId, wait);
      await checkpoint('session.container-started');
    },

    async attach(row, startedAt, wait) {
      try {
        await links.ensure(row, wait);
      } catch (error) {
        await setPatience(row);
        throw error;
      }
      await edit(row.id, 'runtime', async ({ row: now, tables, move, patch, now: at }) => {
        if (now().containerId !== row.containerId) return;
        if (now().state === 'init') {
          move('ready', because.ready);
          // What was asked for is done.
          patch({ asked: null, startedAt: startedAt ?? null });
        } else if (now().deadlineAt !== null) patch({ deadlineAt: null });
        await wakeTurns(tables, row.id, at);
      });
      await checkpoint('session.ready');
      parts.wakeTurns();
    },
  };

  /** A supervisor that does not answer is given some time, and not for ever. */
  async function setPatience({ id, containerId }: SessionRow): Promise<void> {
    await edit(id, 'runtime', ({ row, patch, now }) => {
      const { state, deadlineAt } = row();
      if (row().containerId !== containerId || deadlineAt !== null) return;
      if (state === 'idle' || state === 'busy') patch({ deadlineAt: now + SILENCE_DEADLINE_MS });
    });
  }
}

/** The image that the next container of the session is made from. */
export function changeImage(
  { row, patch, log }: Pick<SessionEdit, 'row' | 'patch' | 'log'>,
  image: string,
  buildId: string | null,
): void {
  const { image: from, state } = row();
  if (from === image) return;
  patch({ image, buildId });
  const reason = from === null ? 'The first image of its session.' : 'Its space has a new image.';
  if (from !== null || state !== 'init') log({ type: 'session.image', data: { from, to: image, reason } });
}

export const plain = ({ reason, message, hint }: because.Because) => ({
  reason,
  message,
  hint: hint ?? null,
});
