// Carries out one build order: what the task kind `build` does. What comes out is written into the build's row; the
// space's run reads it there.

import type { AgentImages, SourceFile } from '../../runtime/images/images.ts';
import type { Clock } from '../../state/model/clock.ts';
import { messageOf, RaworcError } from '../../state/model/errors.ts';
import { parseCommitId } from '../../state/model/ids.ts';
import type { BuildRow } from '../../state/store/builds.ts';
import type { Store } from '../../state/store/store.ts';
import type { Repositories } from '../git/repositories.ts';
import type { BuildOrder, LayerOrder } from './build-desk.ts';
import { createBuildLog } from './build-log.ts';
import type { Checkpoint } from './checkpoints.ts';

export interface BuildRunDeps {
  readonly store: Store;
  readonly images: AgentImages;
  readonly repositories: Repositories;
  readonly clock: Clock;
  /** The row changed, or its log grew by a line. */
  readonly changed: (row: BuildRow, line: string | null) => void;
  /** The build has ended: its space has to be looked at. */
  readonly ended: (order: BuildOrder) => void;
  readonly checkpoint: Checkpoint;
}

/**
 * Resolves when the build has ended, however it ended. Rejects where it could not be carried out to an end: the signal
 * was aborted, or the store can't be reached; the order then stays for the next attempt.
 */
export type RunBuild = (order: BuildOrder, waiting: { readonly signal: AbortSignal }) => Promise<void>;

interface Built {
  readonly image: string;
  readonly bytes: number;
}

export function createBuildRun(deps: BuildRunDeps): RunBuild {
  const { store, images, clock } = deps;

  async function build(order: BuildOrder, log: (text: string) => void, signal: AbortSignal): Promise<Built> {
    const options = { signal, onLog: ({ text }: { readonly text: string }) => log(text) };
    if (order.kind === 'image') return images.ensureSpaceImage(order, options);
    const { space, agent, tree, manifest } = order;
    return images.ensureLayer(
      { space, agent, sourceTree: tree, manifest, files: () => sourceFiles(order, signal) },
      options,
    );
  }

  async function* sourceFiles(order: LayerOrder, signal: AbortSignal): AsyncIterable<SourceFile> {
    const repository = deps.repositories.open(order.repository);
    const commit = parseCommitId(order.commit);
    if (commit === undefined) throw new TypeError(`${order.commit} is no commit`);
    await repository.fetch(commit, { signal });
    yield* repository.archive(commit, order.path, { signal });
  }

  async function update(order: BuildOrder, patch: Parameters<Store['builds']['update']>[2]): Promise<void> {
    await store.builds.update(order.space, order.id, patch);
    const row = await store.builds.get(order.space, order.id);
    if (row !== undefined) deps.changed(row, null);
  }

  return async function runBuild(order, { signal }) {
    const before = await store.builds.get(order.space, order.id);
    if (before === undefined || before.state === 'cancelled') return;
    const building: BuildRow = { ...before, state: 'building', startedAt: clock.now() };
    await update(order, { state: 'building', startedAt: clock.now(), endedAt: null });
    await deps.checkpoint('build.started');
    const written = (line: string) => deps.changed(building, line);
    const log = createBuildLog({ store, clock, written }, order.space, order.id);
    let underWay: Promise<void> | undefined;
    const hear = (line: string): void => {
      underWay ??= Promise.resolve(deps.checkpoint('build.under-way'));
      log.add(line);
    };
    try {
      const { image, bytes } = await build(order, hear, signal);
      await underWay;
      await deps.checkpoint('build.image-made');
      await log.close();
      await update(order, { state: 'succeeded', image, bytes, error: null, endedAt: clock.now() });
    } catch (thrown) {
      await log.close();
      if (signal.aborted) {
        await backToQueue(order);
        throw thrown;
      }
      await update(order, { state: 'failed', error: failureOf(thrown, log.end()), endedAt: clock.now() });
    }
    await deps.checkpoint('build.ended');
    deps.ended(order);
  };

  /** Unless it was called off: then the row says so already. */
  async function backToQueue(order: BuildOrder): Promise<void> {
    const row = await store.builds.get(order.space, order.id);
    if (row?.state === 'building') await update(order, { state: 'queued', startedAt: null });
  }
}

function failureOf(thrown: unknown, logEnd: string): NonNullable<BuildRow['error']> {
  const end = logEnd === '' ? {} : { logEnd };
  if (!(thrown instanceof RaworcError)) return { code: 'UNEXPECTED', message: messageOf(thrown), ...end };
  const { code, message, hint } = thrown;
  return { code, message, ...(hint === undefined ? {} : { hint }), ...end };
}
