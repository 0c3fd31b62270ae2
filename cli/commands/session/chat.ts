// `raworc session chat [ID]`: talk in a session that is there, or in a new one.

import type { Command } from 'commander';
import { chat } from '../../chat/chat.ts';
import { contextOf, newCommand } from '../../command.ts';

export function chatCommand(): Command {
  return newCommand('chat', 'talk with the agents of a session')
    .argument('[id]', 'left out: a new session, closed again at the end')
    .option('-s, --space <space>', 'of the new session; left out: the only space there is')
    .option('-a, --agent <agent>', 'who answers when a message names none')
    .action((id: string | undefined, options: { space?: string; agent?: string }, command: Command) =>
      chat(contextOf(command), {
        ...command.optsWithGlobals<{ space?: string; agent?: string }>(),
        ...options,
        ...(id === undefined ? {} : { id }),
      }),
    );
}
