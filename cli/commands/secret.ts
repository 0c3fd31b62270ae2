// `raworc secret set|list|delete|seal|rotate|rotate-key`: values go in, and never come out again.

import type { Command } from 'commander';
import type { SecretView } from '../../server/api/shapes/runtime.ts';
import { contextOf, newCommand } from '../command.ts';
import type { Printable } from '../output/format.ts';
import { readValue } from './secret/read-value.ts';
import { rotateCommand, rotateKeyCommand } from './secret/rotate.ts';
import { requireSecretName } from './secret/secret-name.ts';
import { sealCommand } from './secret/seal.ts';

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

export function secretCommand(): Command {
  const secret = newCommand('secret', 'set, list, delete and seal the secrets of a space');

  secret
    .command('set')
    .description('set a secret; its value is read from standard input')
    .argument('<name>', 'also the name of the environment variable that agents find it in')
    .requiredOption('-s, --space <space>')
    .action(async (name: string, { space }: { space: string }, command: Command) => {
      requireSecretName(name);
      const { client, terminal } = contextOf(command);
      await client().request('PUT', path(space, name), {
        body: { value: await readValue(name, `raworc secret set ${name} -s ${space}`) },
      });
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
      requireSecretName(name);
      const { client, terminal } = contextOf(command);
      await client().request('DELETE', path(space, name));
      terminal.say(`Secret ${name} of space ${space} is deleted.`);
    });

  for (const make of [sealCommand, rotateCommand, rotateKeyCommand]) secret.addCommand(make());
  return secret;
}
