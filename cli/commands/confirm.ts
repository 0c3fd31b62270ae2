// `raworc confirm SPACE --plan HASH`: lets a removal go on that the delete brake holds.

import type { Command } from 'commander';
import type { SpaceView } from '../../server/api/shapes/space.ts';
import { contextOf, newCommand } from '../command.ts';
import { printableSpaces } from '../views/space-view.ts';

export function confirmCommand(): Command {
  return newCommand('confirm', 'let a removal go on that would close sessions or delete workspaces')
    .argument('<space>')
    .requiredOption('--plan <hash>', 'the hash that the status of the space shows')
    .action(async (space: string, { plan }: { plan: string }, command: Command) => {
      const { client, show, now } = contextOf(command);
      const confirmed = await client().post<SpaceView>(`spaces/${encodeURIComponent(space)}/confirm`, {
        plan,
      });
      show(confirmed, printableSpaces(now()));
    });
}
