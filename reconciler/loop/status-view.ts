// Rows as the port shows them.

import { setImmediate } from 'node:timers/promises';

import type { Problem } from '../../schemas/problem.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { RevisionRow } from '../../state/store/revisions.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import { type ConfigRecord, readConfigRecord } from './config-status.ts';
import type { AgentStatus, ConfigStatus, SpaceProblems, SpaceStatus, StatusSummary } from './control.ts';
import { spaceNotFound } from './errors.ts';
import type { ConfigSource } from './loader.ts';
import { type DeclaredPlace, placeProblems, worstFirst } from './placed-problems.ts';
import { refusedCondition } from './refused-spaces.ts';
import { countSessions } from './session-counts.ts';

export interface StatusView {
  all(): Promise<StatusSummary>;
  /** Throws `SPACE_NOT_FOUND`. */
  space(name: string): Promise<SpaceStatus>;
  /** Throws `SPACE_NOT_FOUND` where there is neither the space nor a problem of it. */
  problems(name: string): Promise<SpaceProblems>;
}

export function createStatusView(store: Store, config: ConfigSource, repository: string): StatusView {
  async function configStatus(places: readonly DeclaredPlace[]): Promise<ConfigStatus> {
    const [record, latest] = await Promise.all([readConfigRecord(store), store.revisions.latest()]);
    return {
      repository,
      ref: latest?.ref ?? config.ref ?? 'HEAD',
      revision: latest?.commit ?? null,
      subject: latest?.subject ?? null,
      author: latest?.author ?? null,
      checkedAt: record.checkedAt,
      problems: placeProblems(problemsAt(latest, record), places, config.path),
      awaitingReview: record.refused,
      bumps: record.bumps,
      conditions: record.conditions,
    };
  }

  return {
    async all() {
      const [rows, counts, record, kept] = await Promise.all([
        store.spaces.list(),
        countSessions(store),
        readConfigRecord(store),
        store.sessions.countKept(),
      ]);
      const spaces: SpaceStatus[] = [];
      for (const row of rows) {
        const agents = await store.agents.list(row.name);
        spaces.push(showSpaceRow(row, { agents, sessions: counts.open[row.name] ?? 0, record }));
        // An embedded store answers at once; thousands of rows in a row would keep everybody else waiting.
        await setImmediate();
      }
      const agents = spaces.flatMap(({ agents }) => agents);
      return { config: await configStatus(placesOf(spaces, agents)), spaces, kept };
    },
    async space(name) {
      const row = await store.spaces.get(name);
      if (row === undefined) throw spaceNotFound(name);
      const [agents, sessions, record] = await Promise.all([
        store.agents.list(name),
        store.sessions.countOpen(name),
        readConfigRecord(store),
      ]);
      return showSpaceRow(row, { agents, sessions, record });
    },
    async problems(name) {
      const [spaces, agents] = await Promise.all([store.spaces.list(), store.agents.list()]);
      const { revision, problems } = await configStatus(placesOf(spaces, agents));
      const own = problems.filter(({ spaces }) => spaces.includes(name));
      if (own.length === 0 && !spaces.some((row) => row.name === name)) throw spaceNotFound(name);
      return { revision, problems: own.map(({ problem }) => problem).sort(worstFirst) };
    },
  };
}

/** While a revision is being carried out, what its sources have wrong is not written down yet. */
function problemsAt(latest: RevisionRow | undefined, { sources }: ConfigRecord): readonly Problem[] {
  const declared = (latest?.problems ?? []) as readonly Problem[];
  return sources.revision === latest?.commit ? [...declared, ...sources.problems] : declared;
}

type Positioned = Pick<SpaceRow, 'name' | 'position'>;

function placesOf(
  spaces: readonly Positioned[],
  agents: readonly (Positioned & Pick<AgentRow, 'space'>)[],
): readonly DeclaredPlace[] {
  return [
    ...spaces.map(({ name, position }) => ({ kind: 'Space', space: name, file: position.file }) as const),
    ...agents.map(({ space, position }) => ({ kind: 'Agent', space, file: position.file }) as const),
  ];
}

interface Beside {
  readonly agents: readonly AgentRow[];
  readonly sessions: number;
  readonly record: ConfigRecord;
}

function showSpaceRow(row: SpaceRow, { agents, sessions, record }: Beside): SpaceStatus {
  const { name, labels, spec, position, revision, appliedRevision, buildId, image } = row;
  const { hold, awaitingConfirmation, removing } = row;
  const refused = record.refused[name];
  return {
    name,
    labels,
    spec,
    position,
    revision,
    appliedRevision,
    buildId,
    image,
    hold,
    awaitingConfirmation,
    removing,
    sessions,
    agents: agents.map(showAgentRow),
    conditions:
      refused === undefined
        ? row.conditions
        : [...row.conditions, refusedCondition(refused, record.checkedAt ?? 0)],
  };
}

function showAgentRow(row: AgentRow): AgentStatus {
  const { space, name, labels, spec, position, revision, removing, sourceCommit, layer, conditions } = row;
  return {
    space,
    name,
    labels,
    spec,
    manifest: row.goodManifest ?? row.manifest,
    position,
    revision,
    removing,
    sourceCommit,
    runningCommit: row.goodCommit,
    layer,
    runningLayer: row.goodLayer,
    conditions,
  };
}
