// `raworc secret set|list|delete`: values go in, and never come out again.

import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { contextOf, newCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import type { Printable } from '../output/format.ts';
import { askHidden } from '../output/prompt.ts';

interface SecretView {
  readonly name: string;
  readonly updated_at: string;
  readonly updated_by: string;
}

const printableSecrets: Printable<SecretView> = {
  name: ({ name }) => name,
  none: 'There are no secrets.',
  columns: [
    { title: 'SECRET', value: ({ name }) => name },
    { title: 'UPDATED', value: ({ updated_at }) => updated_at },
    { title: 'BY', value: ({ updated_by }) => updated_by },
  ],
};

const path = (space: string, name?: string) =>
  `spaces/${encodeURIComponent(space)}/secrets${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;

/** Not from the command line, where other people and the shell's history would see it. */
async function readValue(name: string): Promise<string> {
  const value = process.stdin.isTTY
    ? await askHidden(`Value of ${name}: `)
    : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (value === '')
    throw usageError('The value is empty.', 'Pipe it in: printf %s "$KEY" | raworc secret set NAME -s SPACE');
  return value;
}

export function secretCommand(): Command {
  const secret = newCommand('secret', 'set, list and delete the secrets of a space');

  secret
    .command('set')
    .description('set a secret; its value is read from standard input')
    .argument('<name>', 'also the name of the environment variable that agents find it in')
    .requiredOption('-s, --space <space>')
    .action(async (name: string, { space }: { space: string }, command: Command) => {
      const { client, terminal } = contextOf(command);
      await client().request('PUT', path(space, name), { body: { value: await readValue(name) } });
      terminal.say(`Secret ${name} of space ${space} is set. Agents have it from their next start on.`);
    });

  secret
    .command('list')
    .description('list names, never values')
    .requiredOption('-s, --space <space>')
    .action(async ({ space }: { space: string }, command: Command) => {
      const { client, showAll } = contextOf(command);
      showAll(await client().all<SecretView>(path(space)), printableSecrets);
    });

  secret
    .command('delete')
    .description('delete a secret')
    .argument('<name>')
    .requiredOption('-s, --space <space>')
    .action(async (name: string, { space }: { space: string }, command: Command) => {
      const { client, terminal } = contextOf(command);
      await client().request('DELETE', path(space, name));
      terminal.say(`Secret ${name} of space ${space} is deleted.`);
    });

  return secret;
}
