// `raworc session`: conversations with agents. Alone it creates a session and chats.

import type { Command } from 'commander';
import { chat } from '../chat/chat.ts';
import { contextOf, newCommand } from '../command.ts';
import { exportCommand, importCommand } from './session/archive.ts';
import { chatCommand } from './session/chat.ts';
import { cpCommand } from './session/cp.ts';
import { createCommand } from './session/create.ts';
import { diffCommand } from './session/diff.ts';
import { forkCommand, treeCommand } from './session/fork.ts';
import { execCommand } from './session/exec.ts';
import { eventsCommand, logsCommand } from './session/follow.ts';
import { forwardCommand } from './session/forward.ts';
import { historyCommand } from './session/history.ts';
import { keepAliveCommand } from './session/keep-alive.ts';
import { listCommand, showCommand } from './session/list.ts';
import { reopenCommand } from './session/reopen.ts';
import { closeCommand, requestCommands } from './session/request.ts';
import { sendCommand } from './session/send.ts';
import { cancelCommand, turnsCommand } from './session/turns.ts';

export function sessionCommand(): Command {
  const session = newCommand('session', 'talk with agents; alone, create a session and chat')
    // These two are the subcommands' as well: a command line is read from its left, and the first to know an option has it.
    .option('-s, --space <space>', 'which space; left out where there is only one')
    .option('-a, --agent <agent>', 'which agent')
    .action((options: { space?: string; agent?: string }, command: Command) =>
      chat(contextOf(command), options),
    );
  const subcommands = [
    createCommand(),
    listCommand(),
    showCommand(),
    sendCommand(),
    chatCommand(),
    historyCommand(),
    turnsCommand(),
    cancelCommand(),
  ];
  for (const command of [
    ...subcommands,
    eventsCommand(),
    logsCommand(),
    execCommand(),
    forwardCommand(),
    ...requestCommands(),
    keepAliveCommand(),
    forkCommand(),
    treeCommand(),
    diffCommand(),
    cpCommand(),
    exportCommand(),
    importCommand(),
    closeCommand(),
    reopenCommand(),
  ]) {
    session.addCommand(command);
  }
  return session;
}
