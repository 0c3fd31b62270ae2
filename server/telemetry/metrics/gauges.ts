// What stands in the store is looked up when somebody asks for the metrics: what waits, what is open, how far spaces are
// behind Git.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { Problem } from '../../../schemas/problem.ts';
import type { Clock } from '../../../state/model/clock.ts';
import { readConfigRecord } from '../../../reconciler/loop/config-status.ts';
import type { Store } from '../../../state/store/store.ts';
import type { FewSpaces } from './few-spaces.ts';
import { type Standing, standingOf, worst } from './lag.ts';

/** What GitHub lets an identity ask for, as its last answers said. */
export interface GitHubQuota {
  readonly identity: string;
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
}

export interface GaugeDeps {
  readonly store: Pick<Store, 'sessions' | 'tasks' | 'spaces' | 'revisions' | 'meta'>;
  readonly clock: Clock;
  readonly spaces: FewSpaces;
  /** Empty where there is no account on GitHub. */
  readonly quotas: () => readonly GitHubQuota[];
  /** How many deliveries came to what since the process began. */
  readonly deliveries: () => ReadonlyMap<string, number>;
}

/** Brings every gauge up to date. */
export type LookUp = () => Promise<void>;

export function createGauges(registry: Registry, deps: GaugeDeps): LookUp {
  const { store, clock, spaces } = deps;
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });

  const sessions = gauge('raworc_sessions', 'Sessions that aren’t closed.', ['space', 'state']);
  const pooled = gauge('raworc_sessions_ahead', 'Sessions made ahead that nobody has yet.', [
    'space',
    'state',
  ]);
  const due = gauge('raworc_tasks_due', 'Tasks that could run and wait for a place.', ['kind']);
  const running = gauge('raworc_tasks_running', 'Tasks that a process holds.', ['kind']);
  const age = gauge('raworc_tasks_oldest_due_seconds', 'How long the oldest waiting task is due.', ['kind']);
  const ready = gauge('raworc_space_ready', '1 where a space is as Git says, 0 where it is not.', ['space']);
  const stalled = gauge('raworc_space_stalled', '1 where a space waits for a person, 0 where it does not.', [
    'space',
  ]);
  const lag = gauge('raworc_space_revision_lag_seconds', 'How long a space has been behind what Git says.', [
    'space',
  ]);
  const checked = gauge(
    'raworc_config_checked_timestamp_seconds',
    'When the config repository was last looked at.',
    [],
  );
  const problems = gauge('raworc_config_problems', 'Problems of the newest revision that was read.', [
    'severity',
  ]);
  const limit = gauge('raworc_github_rate_limit', 'Requests that GitHub allows in its present window.', [
    'identity',
    'resource',
  ]);
  const left = gauge('raworc_github_rate_limit_remaining', 'Requests that are left of them.', [
    'identity',
    'resource',
  ]);
  const deliveries = new Counter({
    name: 'raworc_webhook_deliveries_total',
    help: 'Deliveries by what came of them.',
    labelNames: ['outcome'],
    registers,
  });

  async function lookAtSessions(): Promise<void> {
    const counts = await store.sessions.countByState();
    sessions.reset();
    pooled.reset();
    for (const { space, state, warm, count } of counts) {
      (warm ? pooled : sessions).inc({ space: spaces.labelOf(space), state }, count);
    }
  }

  async function lookAtTasks(): Promise<void> {
    const now = clock.now();
    const backlog = await store.tasks.backlog(now);
    for (const each of [due, running, age]) each.reset();
    for (const { kind, due: waiting, oldestDueAt, running: held } of backlog) {
      due.set({ kind }, waiting);
      running.set({ kind }, held);
      age.set({ kind }, oldestDueAt === null ? 0 : Math.max(0, now - oldestDueAt) / 1000);
    }
  }

  async function lookAtSpaces(): Promise<void> {
    const rows = await store.spaces.list();
    const now = clock.now();
    const standings = new Map<string, Standing>();
    for (const row of rows) {
      const label = spaces.labelOf(row.name);
      const [before, own] = [standings.get(label), standingOf(row, now)];
      standings.set(label, before === undefined ? own : worst(before, own));
    }
    for (const each of [ready, stalled, lag]) each.reset();
    for (const [space, standing] of standings) {
      ready.set({ space }, standing.ready);
      stalled.set({ space }, standing.stalled);
      lag.set({ space }, standing.behindMs / 1000);
    }
  }

  async function lookAtConfig(): Promise<void> {
    const [newest, { checkedAt }] = await Promise.all([store.revisions.latest(), readConfigRecord(store)]);
    if (checkedAt !== null) checked.set(checkedAt / 1000);
    const found = (newest?.problems ?? []) as readonly Pick<Problem, 'severity'>[];
    for (const severity of ['error', 'warning'] as const)
      problems.set({ severity }, found.filter((problem) => problem.severity === severity).length);
  }

  function lookAtGitHub(): void {
    limit.reset();
    left.reset();
    for (const { identity, resource, limit: allowed, remaining } of deps.quotas()) {
      limit.set({ identity, resource }, allowed);
      left.set({ identity, resource }, remaining);
    }
    deliveries.reset();
    for (const [outcome, count] of deps.deliveries()) deliveries.inc({ outcome }, count);
  }

  return async () => {
    lookAtGitHub();
    await Promise.all([lookAtSessions(), lookAtTasks(), lookAtSpaces(), lookAtConfig()]);
  };
}
