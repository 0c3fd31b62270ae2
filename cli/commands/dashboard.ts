// `raworc dashboard`: a link to the web page that signs in once.

import type { Command } from 'commander';
import { contextOf, newCommand } from '../command.ts';

interface LinkAnswer {
  readonly code: string;
  readonly expires_at: string;
}

export function dashboardCommand(): Command {
  return newCommand(
    'dashboard',
    'print a link to the web page that signs you in; it works once, within two minutes',
  ).action(async (_options, command: Command) => {
    const { client, terminal } = contextOf(command);
    const server = client();
    const { code } = await server.post<LinkAnswer>('sign-in-links');
    terminal.out(`${server.url}/#/sign-in/${code}\n`);
  });
}
