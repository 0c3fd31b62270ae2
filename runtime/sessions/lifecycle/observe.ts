// Looks at a session: its row, its space and its containers.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { isUnderWay } from '../../../state/model/condition.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { Store } from '../../../state/store/store.ts';
import type { ContainerView, Engine, Waiting } from '../../containers/engine.ts';
import { hasBudgets } from '../budgets/judge.ts';
import type { LinkRegistry } from '../links.ts';
import type { Snapshots } from '../workspaces/snapshots.ts';
import { containerName, labelsOfSession } from '../names.ts';
import { forksToFill } from './copy.ts';
import type { ContainerFacts, SessionFacts, SpaceFacts } from './facts.ts';

export interface ObserveDeps {
  readonly store: Pick<Store, 'spaces' | 'agents' | 'sessions'>;
  readonly engine: Pick<Engine, 'containers'>;
  readonly links: Pick<LinkRegistry, 'peek' | 'isElsewhere' | 'wasRestarted'>;
  readonly snapshots: Pick<Snapshots, 'wanted'>;
}

export async function observe(
  { store, engine, links, snapshots }: ObserveDeps,
  row: SessionRow,
  now: number,
  wait: Waiting,
): Promise<SessionFacts> {
  const [space, found, forks] = await Promise.all([
    spaceOf(store, row),
    containersOf(engine, row, wait),
    forksToFill(store, row.id),
  ]);
  const { own, hasStrays } = found;
  return {
    row,
    space,
    container: own === undefined ? undefined : containerFacts(own, row, links),
    hasStrays,
    isCopyWanted: forks.length > 0 || snapshots.wanted(row.id).length > 0,
    isLinked: links.peek(row.id, row.containerId) !== undefined || links.isElsewhere(row),
    now,
  };
}

/** An image from before the space's first agents is of no use to a session that has none yet. */
async function spaceOf(store: ObserveDeps['store'], row: SessionRow): Promise<SpaceFacts | undefined> {
  const space = await spaceFacts(store, row.space);
  if (space === undefined || space.image === null || row.state !== 'init' || row.image !== null) return space;
  return (await awaitsFirstAgents(store, row.space)) ? { ...space, image: null } : space;
}

async function awaitsFirstAgents({ agents }: ObserveDeps['store'], space: string): Promise<boolean> {
  if (await agents.anyGood(space)) return false;
  return (await agents.list(space)).some(({ conditions }) => isUnderWay(conditions));
}

export async function spaceFacts(
  store: Pick<Store, 'spaces'>,
  name: string,
): Promise<SpaceFacts | undefined> {
  const space = await store.spaces.get(name);
  return space && factsOfSpace(space);
}

export function factsOfSpace({ image, buildId, spec }: SpaceRow): SpaceFacts {
  const declared = spec as SpaceSpec;
  return {
    image,
    buildId,
    rollout: declared.sessions.rollout,
    ...(hasBudgets(declared) ? { hasBudgets: true } : {}),
  };
}

interface Found {
  readonly own: ContainerView | undefined;
  readonly hasStrays: boolean;
}

/** One that runs is asked for by its id; only where containers come and go are all of them looked for. */
async function containersOf(
  { containers }: Pick<Engine, 'containers'>,
  row: SessionRow,
  wait: Waiting,
): Promise<Found> {
  const isRunning = row.state === 'idle' || row.state === 'busy' || row.state === 'paused';
  if (isRunning && row.containerId !== null) {
    return { own: await containers.inspect(row.containerId, wait), hasStrays: false };
  }
  const all = await containers.list(labelsOfSession(row.id), wait);
  const listed = all.find(({ name }) => name === containerName(row));
  const own = listed === undefined ? undefined : await containers.inspect(listed.id, wait);
  return { own, hasStrays: all.some((view) => view !== listed) };
}

function containerFacts(view: ContainerView, row: SessionRow, links: ObserveDeps['links']): ContainerFacts {
  // Never the clocks of the engine and of this process against each other: one of them may be put back.
  const isAnother = row.state !== 'init' && row.startedAt !== null && view.startedAt !== row.startedAt;
  return {
    id: view.id,
    state: view.state,
    startedAt: view.startedAt,
    exitCode: view.exitCode,
    oomKilled: view.oomKilled,
    restarted: isAnother || links.wasRestarted(view.id),
  };
}
