// Rows as the port shows them.

import { setImmediate } from 'node:timers/promises';

import type { Problem } from '../../schemas/problem.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import { type ConfigRecord, readConfigRecord } from './config-status.ts';
import type { AgentStatus, ConfigStatus, SpaceStatus, StatusSummary } from './control.ts';
import { spaceNotFound } from './errors.ts';
import type { ConfigSource } from './loader.ts';
import { refusedCondition } from './refused-spaces.ts';
import { countSessions } from './session-counts.ts';

export interface StatusView {
  config(): Promise<ConfigStatus>;
  all(): Promise<StatusSummary>;
  /** Throws `SPACE_NOT_FOUND`. */
  space(name: string): Promise<SpaceStatus>;
}

export function createStatusView(store: Store, config: ConfigSource, repository: string): StatusView {
  async function configStatus(): Promise<ConfigStatus> {
    const [record, latest] = await Promise.all([readConfigRecord(store), store.revisions.latest()]);
    return {
      repository,
      ref: latest?.ref ?? config.ref ?? 'HEAD',
      revision: latest?.commit ?? null,
      subject: latest?.subject ?? null,
      author: latest?.author ?? null,
      checkedAt: record.checkedAt,
      problems: (latest?.problems ?? []) as readonly Problem[],
      awaitingReview: record.refused,
      bumps: record.bumps,
      conditions: record.conditions,
    };
  }

  return {
    config: configStatus,
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
      return { config: await configStatus(), spaces, kept };
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
  };
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
