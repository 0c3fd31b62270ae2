// `raworc hold`, `unhold` and `rollback`: pin a space to a stored revision, also while Git is down.

import type { Command } from 'commander';
import type { SpaceView } from '../../server/api/shapes/space.ts';
import { contextOf, newCommand } from '../command.ts';
import { printableSpaces } from '../views/space-view.ts';

interface PinOptions {
  readonly revision?: string;
  readonly reason?: string;
}

const path = (space: string, verb: string) => `spaces/${encodeURIComponent(space)}/${verb}`;

export function holdCommand(): Command {
  return newCommand('hold', 'keep a space at a stored revision until somebody lifts it')
    .argument('<space>')
    .option('-r, --revision <revision>', 'left out: the one that runs')
    .option('--reason <text>', 'shown with the status')
    .action(async (space: string, { revision, reason }: PinOptions, command: Command) => {
      const { client, show, now } = contextOf(command);
      const held = await client().request<SpaceView>('PUT', path(space, 'hold'), {
        body: { revision, reason },
      });
      show(held, printableSpaces(now()));
    });
}

export function unholdCommand(): Command {
  return newCommand('unhold', 'let a space follow Git again')
    .argument('<space>')
    .action(async (space: string, _options, command: Command) => {
      const { client, show, now } = contextOf(command);
      show(await client().request<SpaceView>('DELETE', path(space, 'hold')), printableSpaces(now()));
    });
}

export function rollbackCommand(): Command {
  return newCommand('rollback', 'return a space to an earlier revision and hold it there')
    .argument('<space>')
    .argument('[revision]', 'left out: the one before; see raworc history SPACE')
    .option('--reason <text>', 'shown with the status')
    .action(async (space: string, revision: string | undefined, { reason }: PinOptions, command: Command) => {
      const { client, show, now } = contextOf(command);
      show(
        await client().post<SpaceView>(path(space, 'rollback'), { revision, reason }),
        printableSpaces(now()),
      );
    });
}
