// `raworc usage --by space|agent|user|session --since 7d`.

import { type Command, Option } from 'commander';
import type { UsedView } from '../../server/api/shapes/usage.ts';
import { contextOf, newCommand } from '../command.ts';
import { parseTime } from '../output/parse-time.ts';
import { printableUsage } from '../views/usage-view.ts';

interface UsageOptions {
  readonly by: string;
  readonly space?: string;
  /** Milliseconds. */
  readonly since: number;
}

const WEEK_MS = 7 * 86_400_000;

export function usageCommand(): Command {
  return newCommand('usage', 'show what was used: turns, tokens, cost, CPU, memory, disk and network')
    .addOption(
      new Option('--by <group>', 'what it is added up for')
        .choices(['space', 'agent', 'user', 'session'])
        .default('space'),
    )
    .option('-s, --space <space>', 'only of this space')
    .addOption(
      new Option('--since <time>', 'how far back: 12h, 7d').argParser(parseTime).default(WEEK_MS, '7d'),
    )
    .action(async ({ by, space, since }: UsageOptions, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      const from = new Date(now() - since).toISOString();
      showAll(await client().all<UsedView>('usage', { by, space, since: from }), printableUsage(by));
    });
}
