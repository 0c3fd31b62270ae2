// Wrong arguments are said like every other failure: one line, what to do next, and the exit code of usage.

import type { Command } from 'commander';

/** What the parser of arguments says (`error: …`, with a suggestion below it), in our own form. Pure. */
export function usageLines(
  said: string,
  command: string,
): { readonly message: string; readonly hint: string } {
  const [first = '', suggestion] = said.trim().split('\n');
  const text = first.replace(/^error: /, '');
  const message = `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
  const help = `${command} --help shows what it takes.`;
  const meant = /^\((.*)\)$/.exec(suggestion ?? '')?.[1];
  return { message, hint: meant === undefined ? help : `${meant} ${help}` };
}

/** For the command and all below it. */
export function onUsageError(
  command: Command,
  say: (error: { readonly message: string; readonly hint: string }) => void,
  above = '',
): void {
  const path = `${above} ${command.name()}`.trim();
  command.configureOutput({ outputError: (said) => say(usageLines(said, path)) });
  for (const below of command.commands) onUsageError(below, say, path);
}
