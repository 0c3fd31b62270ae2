// `raworc session history ID`: what was said.

import type { Command } from 'commander';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import { contextOf, newCommand } from '../../command.ts';
import { printableMessages } from '../../views/session-view.ts';

export function historyCommand(): Command {
  return newCommand('history', 'show what was said, oldest first')
    .argument('<id>')
    .action(async (id: string, _options, command: Command) => {
      const { client, showAll } = contextOf(command);
      showAll(
        await client().all<MessageView>(`sessions/${encodeURIComponent(id)}/messages`),
        printableMessages,
      );
    });
}
