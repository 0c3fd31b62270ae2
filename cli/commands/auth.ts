// `raworc auth`: who one is on which server, what one may, and tokens and accounts.

import type { Command } from 'commander';
import { newCommand } from '../command.ts';
import { accountCommand } from './auth/account.ts';
import { canICommand } from './auth/can-i.ts';
import { contextsCommand, loginCommand, logoutCommand, useCommand } from './auth/login.ts';
import { tokenCommand } from './auth/token.ts';
import { whoamiCommand } from './auth/whoami.ts';

export function authCommand(): Command {
  const auth = newCommand('auth', 'log in to servers, and look after tokens and accounts');
  for (const make of [
    loginCommand,
    useCommand,
    contextsCommand,
    logoutCommand,
    whoamiCommand,
    canICommand,
    tokenCommand,
    accountCommand,
  ])
    auth.addCommand(make());
  return auth;
}
