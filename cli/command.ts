// What every command is given: settings, the server as a client, a terminal, and the flags that all commands share.

import { Command } from 'commander';
import { trustAuthorities } from './client/authorities.ts';
import { type Client, createClient } from './client/client.ts';
import { type OutputFormat, type Printable, formatItem, formatList } from './output/format.ts';
import { createTerminal, type Terminal } from './output/terminal.ts';
import { clientSettings } from './settings/client-settings.ts';
import { loadSettings, type Overrides, type Settings } from './settings/settings.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly settings: Settings;
  /** Connects to nothing until it is asked something. */
  client(): Client;
  /** Prints the result. */
  show<Item>(item: Item, how: Printable<Item>): void;
  showAll<Item>(items: readonly Item[], how: Printable<Item>): void;
  readonly format: OutputFormat;
  now(): number;
}

/** The flags that every command has. */
export interface SharedFlags {
  readonly output: OutputFormat;
  readonly home?: string;
  readonly apiUrl?: string;
}

export function createContext(
  flags: SharedFlags,
  env: Readonly<Record<string, string | undefined>>,
): CommandContext {
  const overrides: Overrides = {
    ...(flags.home === undefined ? {} : { RAWORC_HOME: flags.home }),
    ...(flags.apiUrl === undefined ? {} : { RAWORC_API_URL: flags.apiUrl }),
  };
  const terminal = createTerminal(env);
  const settings = loadSettings(overrides, env);
  trustAuthorities(settings);
  return {
    terminal,
    settings,
    client: () => createClient(clientSettings(settings)),
    show: (item, how) => terminal.out(formatItem(item, how, flags.output)),
    showAll: (items, how) => {
      if (items.length === 0 && flags.output === 'table') terminal.say(how.none);
      terminal.out(formatList(items, how, flags.output));
    },
    format: flags.output,
    now: () => Date.now(),
  };
}

/** A subcommand that never ends the process by itself: `main` decides the exit status. */
export function newCommand(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride();
}

/** The context of the command that is running, from the flags of the whole command line. */
export function contextOf(command: Command): CommandContext {
  return createContext(command.optsWithGlobals<SharedFlags>(), process.env);
}
