// From a push to what people see of it on GitHub: 200 agents are declared, and nothing of the pull request is built.

import { agent, space } from '../../../test/scenarios/reconciler/declared.ts';
import { config, createReviewedWorld } from '../../../test/integration/webhook/reviewed-world.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median } from '../measure.ts';

const agents = 200;
const spaces = 4;
const rounds = 7;
const goalMs = 2_000;

export async function measurePullRequests(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { name, dialect, urlFor } of databases) {
    const { opened, updated } = await measureOn(
      dialect === 'sqlite' ? {} : { RAWORC_DATABASE_URL: urlFor('') },
    );
    const goal = { unit: 'ms', goal: goalMs, database: name } as const;
    figures.push({
      what: `pull request opened → comment with its plan, ${agents} agents`,
      result: median(opened),
      ...goal,
    });
    figures.push({ what: 'push to it → comment with the new plan', result: median(updated), ...goal });
  }
  return figures;
}

/** Left out, the database is SQLite in the runtime's home. */
async function measureOn(
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly opened: readonly number[]; readonly updated: readonly number[] }> {
  const names = Array.from({ length: spaces }, (_, at) => `team-${at}`);
  const files = Object.assign(
    {},
    ...names.map((name) => space(name)),
    ...Array.from({ length: agents }, (_, at) => agent(`team-${at % spaces}`, `agent-${at}`)),
  ) as Record<string, string>;
  await using world = await createReviewedWorld({ files, settings });
  world.github.setPermission(config, 'bob', 'write');
  const bob = world.github.as('bob');
  const opened: number[] = [];
  const updated: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const branch = `round-${round}`;
    await bob.push(config, agent('team-0', 'agent-0', `${branch} first`), { branch });
    const openedAt = performance.now();
    const { number } = await bob.openPull(config, { branch });
    await world.see('the comment', () => world.plan(number));
    opened.push(performance.now() - openedAt);
    const head = await bob.push(config, agent('team-1', 'agent-1', `${branch} second`), { branch });
    const pushedAt = performance.now();
    const short = head.slice(0, 12);
    await world.see('the new plan', () => world.plan(number)?.body.includes(short) || undefined);
    updated.push(performance.now() - pushedAt);
  }
  return { opened, updated };
}
