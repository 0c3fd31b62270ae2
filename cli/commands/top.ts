// `raworc top`: the sessions that run, those that compute most first, until Ctrl-C.

import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { BusySessionView } from '../../server/api/shapes/usage.ts';
import type { Listed } from '../../server/api/shapes/view.ts';
import { type CommandContext, contextOf, newCommand } from '../command.ts';
import { formatList } from '../output/format.ts';
import { printableTop } from '../views/usage-view.ts';

interface TopOptions {
  readonly space?: string;
  readonly limit: string;
  readonly once?: boolean;
}

/** Sessions are looked at less often. */
const EVERY_MS = 3_000;
/** To the upper left corner, and nothing below. */
const WIPE = '\u001b[H\u001b[J';
const CLEAR = `\u001b[2J${WIPE}`;

export function topCommand(): Command {
  return newCommand('top', 'show which sessions compute most, and what else they use')
    .option('-s, --space <space>', 'only of this space')
    .option('--limit <count>', 'how many sessions', '50')
    .option('--once', 'print it and return, as without a terminal or with another output format')
    .action(async ({ space, limit, once }: TopOptions, command: Command) => {
      const context = contextOf(command);
      const look = async (): Promise<readonly BusySessionView[]> => {
        const answer = await context.client().get<Listed<BusySessionView>>('top', { space, limit });
        return answer.items;
      };
      const isLive = once !== true && context.format === 'table' && context.terminal.interactive;
      if (isLive) await repeat(context, look);
      else context.showAll(await look(), printableTop);
    });
}

/** Until the process is interrupted. */
async function repeat(
  { terminal }: CommandContext,
  look: () => Promise<readonly BusySessionView[]>,
): Promise<never> {
  terminal.out(CLEAR);
  for (;;) {
    const items = await look();
    const table = items.length === 0 ? `${printableTop.none}\n` : formatList(items, printableTop, 'table');
    terminal.out(`${WIPE}${table}`);
    await delay(EVERY_MS);
  }
}
