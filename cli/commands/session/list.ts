// `raworc session list` and `show`.

import type { Command } from 'commander';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { contextOf, newCommand } from '../../command.ts';
import { printableSessions } from '../../views/session-view.ts';

interface ListOptions {
  readonly space?: string;
  readonly state?: string;
  readonly all?: boolean;
  readonly kept?: boolean;
}

const open = 'init,idle,busy,paused,suspended,error';

export function listCommand(): Command {
  return newCommand('list', 'list sessions that are not closed, newest first')
    .option('--state <states>', 'only in these states, with commas between')
    .option('--all', 'closed ones too')
    .option('--kept', 'only those of removed spaces that can be reopened still')
    .action(async (_options, command: Command) => {
      const { space, state, all, kept } = command.optsWithGlobals<ListOptions>();
      const { client, showAll, now } = contextOf(command);
      const wanted = state ?? (all === true || kept === true ? undefined : open);
      showAll(
        await client().all<SessionView>('sessions', {
          space,
          state: wanted,
          kept: kept === true ? 'true' : undefined,
        }),
        printableSessions(now()),
      );
    });
}

export function showCommand(): Command {
  return newCommand('show', 'show one session: its state, and why')
    .argument('<id>')
    .action(async (id: string, _options, command: Command) => {
      const { client, show, terminal, format, now } = contextOf(command);
      const session = await client().get<SessionView>(`sessions/${encodeURIComponent(id)}`);
      show(session, printableSessions(now()));
      if (format !== 'table') return;
      terminal.say(session.message);
      if (session.hint !== null) terminal.say(`hint: ${session.hint}`);
    });
}
