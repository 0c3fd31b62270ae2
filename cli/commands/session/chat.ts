// `raworc session chat [ID]`: talk in a session that is there, or in a new one.

import type { Command } from 'commander';
import { chat, type ChatOptions } from '../../chat/chat.ts';
import { contextOf, newCommand } from '../../command.ts';

export function chatCommand(): Command {
  return newCommand('chat', 'talk with the agents of a session')
    .argument('[id]', 'left out: a new session, closed again at the end')
    .addHelpText(
      'after',
      `
In the chat /help lists what may be typed besides messages. In a pipe each line is a message, and the
replies are all that is printed.`,
    )
    .action((id: string | undefined, _options, command: Command) => {
      const { space, agent } = command.optsWithGlobals<ChatOptions>();
      return chat(contextOf(command), {
        ...(space === undefined ? {} : { space }),
        ...(agent === undefined ? {} : { agent }),
        ...(id === undefined ? {} : { id }),
      });
    });
}
