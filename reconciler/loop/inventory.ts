// Writes readings into the inventory, and tells loading what the inventory holds.

import type { ImageNames } from '../../runtime/images/images.ts';
import type { AgentSpec } from '../../schemas/kinds/agent.ts';
import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { ResourceAction } from '../../state/model/plan.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';
import { auditOfAgent, auditOfRemoval, auditOfSpace, type DeclaredBy } from './declared-audit.ts';
import { agentRow, spaceRow, touchedSpace, type RowContext } from './inventory-rows.ts';
import type { Known, Loader, Part } from './loader.ts';
import { placeOf } from './loading/known.ts';
import type { Snapshot } from './snapshot.ts';
import { sourceFailureOf } from './wanted-state.ts';

export interface Inventory {
  /** Makes the next {@link feed} hand over these spaces' rows again; without a name, all. */
  stale(space?: string): void;
  /** Tells loading what it does not know yet. */
  feed(loader: Loader): Promise<void>;
  /** Answers the spaces whose rows were written. */
  write(part: Part, by: DeclaredBy): Promise<readonly string[]>;
  /** Marks what may go; answers the spaces that this concerns. */
  markRemovals(removals: readonly ResourceAction[], by: DeclaredBy): Promise<readonly string[]>;
}

export interface InventoryDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly names: Pick<ImageNames, 'layerHash'>;
}

interface Declared {
  readonly by: DeclaredBy;
}

export function createInventory({ store, clock, names }: InventoryDeps): Inventory {
  const stale = new Set<string>();
  let everything = true;

  async function knownOf(space: SpaceRow | undefined, agents: readonly AgentRow[]): Promise<Known> {
    return { spaces: space === undefined ? [] : [await knownSpace(space)], agents: agents.map(knownAgent) };
  }

  async function knownSpace(row: SpaceRow): Promise<Known['spaces'][number]> {
    const { name, labels, specDigest, removing } = row;
    const spec = row.spec as SpaceSpec;
    return {
      name,
      labels,
      spec,
      prune: await appliedPrune(row, spec),
      specDigest,
      removing,
      position: placeOf(row.position),
    };
  }

  /** What was last carried out decides; a space that never was has nothing to lose. */
  async function appliedPrune(row: SpaceRow, spec: SpaceSpec): Promise<SpaceSpec['prune']> {
    if (row.appliedRevision === null || row.appliedDigest === row.specDigest) return spec.prune;
    const applied = await store.history.get(row.name, row.appliedRevision);
    return applied === undefined ? spec.prune : (applied.snapshot as Snapshot).spec.prune;
  }

  async function writeSpaces(
    tables: StoreTables,
    part: Part,
    context: RowContext & Declared,
  ): Promise<readonly string[]> {
    const written: string[] = [];
    for (const space of part.spaces) {
      const before = await tables.spaces.get(space.name);
      const row = spaceRow(space, before, context);
      const told = auditOfSpace(before, { name: space.name, specDigest: row.specDigest }, context);
      if (told !== undefined) await tables.audit.add(told);
      if (before === undefined) await tables.spaces.insert(row);
      else await tables.spaces.update(space.name, row, context.now);
      written.push(space.name);
    }
    const touched = new Set(part.agents.map(({ space }) => space));
    for (const name of written) touched.delete(name);
    for (const name of touched) {
      const before = await tables.spaces.get(name);
      // The space may stand in a file that can't be read: the agent waits in its row.
      if (before === undefined) continue;
      await tables.spaces.update(name, touchedSpace(before, context), context.now);
      written.push(name);
    }
    return written;
  }

  return {
    stale(space) {
      if (space === undefined) everything = true;
      else stale.add(space);
    },

    async feed(loader) {
      const spaces = await store.spaces.list();
      const byName = new Map(spaces.map((row) => [row.name, row]));
      const all = everything;
      const names = all ? [...byName.keys()] : [...stale];
      everything = false;
      stale.clear();
      try {
        for (const name of names) {
          await loader.know([name], await knownOf(byName.get(name), await store.agents.list(name)));
        }
      } catch (error) {
        if (all) everything = true;
        for (const name of names) stale.add(name);
        throw error;
      }
    },

    async write(part, by) {
      const context = { revision: by.commit, now: clock.now(), names, by };
      return store.transaction(async (tables) => {
        const written = await writeSpaces(tables, part, context);
        const before = new Map<string, AgentRow>();
        for (const space of new Set(part.agents.map((agent) => agent.space))) {
          for (const row of await tables.agents.list(space)) before.set(`${space}/${row.name}`, row);
        }
        if (part.agents.length > 0) {
          const keyOf = ({ space, name }: { readonly space: string; readonly name: string }) =>
            `${space}/${name}`;
          const rows = part.agents.map((agent) => agentRow(agent, before.get(keyOf(agent)), context));
          for (const row of rows) {
            const told = auditOfAgent(before.get(keyOf(row)), row, context);
            if (told !== undefined) await tables.audit.add(told);
          }
          await tables.agents.putAll(rows);
        }
        return written;
      });
    },

    async markRemovals(removals, by) {
      const going = removals.filter(({ brake }) => brake === undefined);
      const spaces = new Set(going.map(({ space }) => space));
      const now = clock.now();
      const revision = by.commit;
      for (const name of spaces) {
        await store.transaction(async (tables) => {
          for (const { kind, space, name: agent } of going) {
            if (space !== name) continue;
            if (kind !== 'Agent') continue;
            const leaving = await tables.agents.get(name, agent);
            if (leaving === undefined || leaving.removing) continue;
            await tables.audit.add(auditOfRemoval('Agent', leaving, { by, now }));
            await tables.agents.update(name, agent, { removing: true }, now);
          }
          const before = await tables.spaces.get(name);
          if (before === undefined) return;
          const whole = going.some(({ kind, space }) => kind === 'Space' && space === name);
          if (whole && !before.removing)
            await tables.audit.add(auditOfRemoval('Space', { ...before, space: name }, { by, now }));
          const touched = touchedSpace(before, { revision, now, names });
          await tables.spaces.update(name, { ...touched, removing: whole || before.removing }, now);
        });
        stale.add(name);
      }
      return [...spaces];
    },
  };
}

function knownAgent(row: AgentRow): Known['agents'][number] {
  const { space, name, labels, specDigest, removing, sourceCommit, sourceTree, position } = row;
  return {
    space,
    name,
    labels,
    spec: row.spec as AgentSpec,
    specDigest,
    removing,
    sourceCommit,
    sourceTree,
    position: placeOf(position),
    failure: sourceFailureOf(row.conditions)?.message ?? null,
  };
}
