// `raworc session fork ID [--count N] [--at MESSAGE] [--wait]` and `tree ID`.

import type { Command } from 'commander';
import type { SessionTreeView, SessionView } from '../../../server/api/shapes/session.ts';
import type { Listed } from '../../../server/api/shapes/view.ts';
import { waitForState } from '../../client/wait.ts';
import { contextOf, newCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';
import { printableSessions } from '../../views/session-view.ts';
import { printableTree, rowsOfTree } from '../../views/tree-view.ts';

interface ForkOptions {
  readonly count?: number;
  readonly at?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw usageError(`${JSON.stringify(text)} is no number of sessions.`, 'Give a whole number from 1.');
}

export function forkCommand(): Command {
  return newCommand('fork', 'new sessions with a copy of the files and the history')
    .argument('<id>')
    .option('-n, --count <number>', 'how many', parseCount)
    .option('--at <message>', 'with the history up to that message; the files are those of now')
    .option('-w, --wait', 'until they are idle')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 300)
    .action(async (id: string, options: ForkOptions, command: Command) => {
      const { client, showAll, terminal, now } = contextOf(command);
      const server = client();
      const { items } = await server.post<Listed<SessionView>>(`sessions/${encodeURIComponent(id)}/fork`, {
        count: options.count ?? 1,
        at: options.at,
      });
      if (options.at !== undefined) {
        terminal.say(`The history ends at ${options.at}; the files are those of now, not of then.`);
      }
      const forks =
        options.wait === true
          ? await Promise.all(items.map((fork) => waitForState(server, fork.id, 'idle', options.timeout)))
          : items;
      showAll(forks, printableSessions(now()));
    });
}

export function treeCommand(): Command {
  return newCommand('tree', 'show which session was forked from which')
    .argument('<id>')
    .action(async (id: string, _options, command: Command) => {
      const { client, showAll, terminal, format, now } = contextOf(command);
      const tree = await client().get<SessionTreeView>(`sessions/${encodeURIComponent(id)}/tree`);
      if (format === 'json') terminal.out(`${JSON.stringify(tree, null, 2)}\n`);
      else showAll(rowsOfTree(tree.root), printableTree(id, now()));
      if (tree.truncated) terminal.say('There are more than are shown.');
    });
}
