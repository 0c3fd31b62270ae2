// `raworc dashboard`: a link to the web page that signs in once.

import type { Command } from 'commander';
import type { SignInLinkView } from '../../server/api/shapes/access.ts';
import { contextOf, newCommand } from '../command.ts';

export function dashboardCommand(): Command {
  return newCommand(
    'dashboard',
    'print a link to the web page that signs you in; it works once, within two minutes',
  ).action(async (_options, command: Command) => {
    const { client, terminal } = contextOf(command);
    const server = client();
    const { code } = await server.post<SignInLinkView>('sign-in-links');
    terminal.out(`${server.url}/#/sign-in/${code}\n`);
  });
}
