// One run of `space/{s}`: observe, plan, act, report. It never waits for a build: it asks for it and returns, and the
// build's end brings it back.

import type { Engine } from '../../runtime/containers/engine.ts';
import { runtimeFor } from '../../runtime/containers/isolation.ts';
import type { AgentImages } from '../../runtime/images/images.ts';
import { sayReached } from '../../runtime/sessions/budgets/judge.ts';
import { spaceReached } from '../../runtime/sessions/budgets/reached.ts';
import type { Clock } from '../../state/model/clock.ts';
import { inSpan, type Tracer } from '../../state/model/trace.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import type { BuildDesk, LayerOrder } from './build-desk.ts';
import type { Checkpoint } from './checkpoints.ts';
import { readConfigRecord } from './config-status.ts';
import { chooseLayer, type LayerChoice } from './layer-choice.ts';
import { gatherLayerFacts } from './layer-facts.ts';
import { missingSecrets } from './missing-secrets.ts';
import { outcomeOfError } from './outcome-of-error.ts';
import type { Requeue } from './queue.ts';
import type { Circumstances, Outcome } from './report.ts';
import { heldSnapshot } from './held-snapshot.ts';
import type { PinnedLayer } from './snapshot.ts';
import { ensureImage } from './space-image.ts';
import { agentOutcome, spaceOutcome, type ChosenAgent } from './space-outcomes.ts';
import type { SpaceNetwork } from './space-network.ts';
import type { RemoveSpace } from './space-removal.ts';
import type { WriteSpaceStatus } from './space-status-writer.ts';
import { declaredState, heldState, renamed, type WantedAgent, type WantedSpace } from './wanted-state.ts';
import type { ApplySpace } from './space-apply.ts';

export interface SpaceRunDeps {
  readonly store: Store;
  readonly images: AgentImages;
  readonly engine: Pick<Engine, 'info'>;
  readonly clock: Clock;
  readonly network: SpaceNetwork;
  readonly builds: BuildDesk;
  readonly remove: RemoveSpace;
  readonly apply: ApplySpace;
  readonly writeStatus: WriteSpaceStatus;
  /** Where agents without a repository of their own have their source. */
  readonly configLocation: string;
  /** Throws while the engine can't be used. */
  readonly requireEngine: () => void;
  /** Rows changed otherwise than by a reading: what loading knows has to follow. */
  readonly stale: (space: string) => void;
  readonly nudgeSessions: (space: string) => Promise<void>;
  /** Puts their schedules in force, whether or not they can be built. */
  readonly syncSchedules: (space: string, agents: readonly WantedAgent[]) => Promise<void>;
  /** What was repaired outside of this run and is not shown yet. */
  readonly takeDrift: (space: string) => readonly string[];
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
}

export type RunSpace = (space: string, signal: AbortSignal) => Promise<Requeue>;

export function createSpaceRun(deps: SpaceRunDeps): RunSpace {
  const { store, images, clock, checkpoint } = deps;

  return async function runSpace(space, signal) {
    const row = await store.spaces.get(space);
    if (row === undefined) return { type: 'none' };
    try {
      deps.requireEngine();
      return row.removing ? await deps.remove(row, signal) : await converge(row, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const circumstances = await circumstancesOf(row, []);
      return deps.writeStatus({ row, outcome: outcomeOfError(thrown), agents: [], circumstances });
    }
  };

  async function converge(row: SpaceRow, signal: AbortSignal): Promise<Requeue> {
    const wanted = await observe(row);
    await deps.syncSchedules(row.name, wanted.agents);
    await requireIsolation(wanted, signal);
    const drift = [...deps.takeDrift(row.name)];
    const network = await deps.network.ensure(row.name, wanted.spec, { signal, applied: row.image !== null });
    if (network !== undefined) drift.push(network);

    const chosen = await choose(row, wanted, signal);
    const orders = chosen.flatMap((each) => orderFor(row.name, each));
    for (const order of orders) await deps.builds.ask(order);
    if (orders.length > 0) await checkpoint('space.builds-asked');

    const layers = chosen.flatMap(({ agent, choice }) => {
      const use = choice.type === 'pending' ? undefined : choice.use;
      return use === undefined ? [] : [{ agent, use }];
    });
    const image = await ensureImage(deps, row, { layers, ready: orders.length === 0 }, signal);
    await deps.builds.cancelUnwanted(row.name, new Set([...orders.map(({ id }) => id), image.buildId]));
    if (image.drift !== undefined) drift.push(image.drift);

    let applied = false;
    if (image.type === 'present') {
      await checkpoint('space.image-ready');
      const { buildId } = image;
      const about = { 'raworc.space': row.name, 'raworc.build.id': buildId };
      const change = await inSpan(
        deps.tracer,
        'apply',
        { attributes: { ...about, 'vcs.ref.head.revision': wanted.revision } },
        async (span) => {
          const came = await deps.apply({ row, wanted, layers, buildId, image: image.image });
          span.set({ 'raworc.change': came });
          return came;
        },
      );
      if (change === 'outdated') return { type: 'after', ms: 0 };
      applied = true;
      if (change === 'applied') {
        deps.stale(row.name);
        await checkpoint('space.applied');
      }
      if (change === 'applied' || drift.length > 0) await deps.nudgeSessions(row.name);
    }
    const outcomes = chosen.map((each) => agentOutcome(each, applied));
    const outcome: Outcome =
      image.type === 'failed'
        ? image.outcome
        : spaceOutcome(
            chosen,
            outcomes,
            { applied, message: 'The image of the space is being built.' },
            wanted.revision,
          );
    return deps.writeStatus({
      row,
      outcome,
      agents: chosen.flatMap(({ agent: { row: seen } }, at) => {
        const own = outcomes[at];
        return seen === undefined || own === undefined ? [] : [{ row: seen, outcome: own }];
      }),
      circumstances: await circumstancesOf(row, drift),
    });
  }

  /** Said here already, before anything is built that could not start. */
  async function requireIsolation({ spec }: WantedSpace, signal: AbortSignal): Promise<void> {
    if (spec.isolation === 'runc') return;
    runtimeFor(spec.isolation, (await deps.engine.info({ signal })).runtimes);
  }

  async function observe(row: SpaceRow): Promise<WantedSpace> {
    const rows = await store.agents.list(row.name);
    if (row.hold !== null) {
      const { snapshot, revision } = await heldSnapshot(store, row.name, row.hold.revision);
      return heldState(snapshot, revision, rows);
    }
    const leaving = rows.filter(({ removing }) => removing).map(({ name }) => name);
    if (leaving.length > 0) {
      await store.agents.delete(row.name, leaving);
      await checkpoint('space.removed-agents-dropped');
      deps.stale(row.name);
    }
    return declaredState(row, rows, images.names);
  }

  /** Without asking the engine about layers where the image that runs is already made of what is wanted. */
  async function choose(
    row: SpaceRow,
    wanted: WantedSpace,
    signal: AbortSignal,
  ): Promise<readonly ChosenAgent[]> {
    const settled = wanted.agents.every(
      ({ wanted: pin, good }) => pin !== undefined && pin.layer === good?.layer,
    );
    if (settled && row.image !== null && (await images.has(row.image, { signal }))) {
      return wanted.agents.map((agent) => ({ agent, choice: asWanted(agent) }));
    }
    const facts = await gatherLayerFacts(deps, row.name, wanted.agents, signal);
    const now = clock.now();
    return wanted.agents.map((agent) => {
      const obtainable = (pin: PinnedLayer | undefined) =>
        pin === undefined || facts.present(pin.layer) ? pin : renamed(agent.name, pin, images.names);
      const choice = chooseLayer(obtainable(agent.wanted), obtainable(agent.good), facts, now);
      return { agent, choice };
    });
  }

  function orderFor(space: string, { agent, choice }: ChosenAgent): readonly LayerOrder[] {
    if (choice.type !== 'pending') return [];
    const { layer, commit, tree, manifest } = choice.build;
    const { repo, path } = agent.spec.source;
    const repository = repo ?? deps.configLocation;
    return [{ kind: 'layer', id: layer, space, agent: agent.name, repository, commit, path, tree, manifest }];
  }

  async function circumstancesOf(row: SpaceRow, drift: readonly string[]): Promise<Circumstances> {
    const { brakes, kept } = await readConfigRecord(store);
    const brake = brakes[row.name];
    const own = kept.filter((name) => name === `Space/${row.name}` || name.startsWith(`Agent/${row.name}/`));
    const reached = await spaceReached(store, row, clock.now());
    const secretsMissing = await missingSecrets(store, row);
    const standing = {
      ...(row.hold === null ? {} : { hold: row.hold }),
      ...(reached === undefined
        ? {}
        : { budgetReached: { reason: 'BudgetReached', ...sayReached(reached) } }),
      ...(secretsMissing === undefined ? {} : { secretsMissing }),
    };
    if (brake !== undefined && row.awaitingConfirmation !== null) {
      const what = brake.space ? `Removing ${row.name}` : `Removing ${brake.agents.join(', ')}`;
      return {
        ...standing,
        drift,
        pruneSuspended: {
          reason: 'AwaitingConfirmation',
          message: `${what} waits for a person, because ${brake.why}.`,
          hint: `raworc confirm ${row.name} --plan ${row.awaitingConfirmation}`,
        },
      };
    }
    if (own.length === 0) return { ...standing, drift };
    const message = `${own.join(', ')} ${own.length === 1 ? 'is' : 'are'} not declared any more and kept, because prune is never.`;
    return { ...standing, drift, pruneSuspended: { reason: 'PruneNever', message } };
  }
}

function asWanted({ wanted }: WantedAgent): LayerChoice {
  return wanted === undefined
    ? { type: 'fallback', use: undefined, failed: undefined }
    : { type: 'wanted', use: wanted };
}
