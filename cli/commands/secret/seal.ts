// `raworc secret seal NAME -s SPACE`: prints the document to commit, which only the server can open. With --recipient and
// --installation it asks nobody.

import type { Command } from 'commander';
import { dump } from 'js-yaml';
import type { SealingKeyView } from '../../../server/api/shapes/runtime.ts';
import { contextOf, newCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { readValue } from './read-value.ts';
import { requireSecretName } from './secret-name.ts';

interface SealOptions extends Partial<SealingKeyView> {
  readonly space: string;
}

export function sealCommand(): Command {
  return newCommand('seal', 'print a secret as a document for Git; its value is read from standard input')
    .argument('<name>')
    .requiredOption('-s, --space <space>')
    .option('--recipient <key>', 'the public key to seal to, age1…; left out, the server is asked')
    .option('--installation <id>', 'whose key that is; goes with --recipient')
    .action(async (name: string, options: SealOptions, command: Command) => {
      requireSecretName(name);
      const { client, terminal } = contextOf(command);
      const { space, recipient, installation } = options;
      if ((recipient === undefined) !== (installation === undefined))
        throw usageError('--recipient and --installation go together.', 'GET /sealing-key answers both.');
      const key: SealingKeyView =
        recipient !== undefined && installation !== undefined
          ? { recipient, installation }
          : await client().get<SealingKeyView>('sealing-key');
      const value = await readValue(name, `raworc secret seal ${name} -s ${space}`);
      const { sealText } = await import('../../../state/secrets/sealed-text.ts');
      const place = { installation: key.installation, space, name };
      const sealed = await sealText(key.recipient, place, value).catch((error: unknown) => {
        throw usageError(
          `Nothing can be sealed to ${key.recipient}: ${String(error)}`,
          'It begins with age1.',
        );
      });
      const document = {
        apiVersion: 'raworc.dev/v1',
        kind: 'Secret',
        metadata: { name, space },
        spec: { sealed },
      };
      terminal.out(dump(document, { lineWidth: -1 }));
      terminal.say(
        `Commit it anywhere below the config path, for example as spaces/${space}/secrets/${name}.yaml.`,
      );
    });
}
