// `raworc history SPACE`: what ran before, and how fast a rollback would be.

import type { Command } from 'commander';
import type { HistoryView } from '../../server/api/shapes/revision.ts';
import { contextOf, newCommand } from '../command.ts';
import { printableHistory } from '../views/build-view.ts';

export function historyCommand(): Command {
  return newCommand('history', 'list the revisions that ran in a space')
    .argument('<space>')
    .action(async (space: string, _options, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      const entries = await client().all<HistoryView>(`spaces/${encodeURIComponent(space)}/history`);
      showAll(entries, printableHistory(now()));
    });
}
