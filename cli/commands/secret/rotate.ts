// `raworc secret rotate` and `rotate-key`: another key to seal to, and everything at rest under the newest master key.

import type { Command } from 'commander';
import type { MasterKeyView, SealingKeyView } from '../../../server/api/shapes/runtime.ts';
import { contextOf, newCommand } from '../../command.ts';

export function rotateCommand(): Command {
  return newCommand('rotate', 'make another key to seal to; what was sealed before opens as ever').action(
    async (_options: object, command: Command) => {
      const { client, terminal } = contextOf(command);
      const { recipient } = await client().post<SealingKeyView>('sealing-key');
      terminal.out(`${recipient}\n`);
    },
  );
}

export function rotateKeyCommand(): Command {
  return newCommand('rotate-key', 'encrypt all secrets at rest with the newest master key, in the background')
    .option('--status', 'only say how far it is')
    .addHelpText(
      'after',
      '\nPut the new key first in RAWORC_MASTER_KEY, or in its file, and start the server again before; when nothing is left under ' +
        'an older key, take that out.',
    )
    .action(async ({ status }: { readonly status?: boolean }, command: Command) => {
      const { client, terminal, format } = contextOf(command);
      const path = 'master-key';
      const state =
        status === true ? await client().get<MasterKeyView>(path) : await client().post<MasterKeyView>(path);
      if (format === 'json') terminal.out(`${JSON.stringify(state, null, 2)}\n`);
      else terminal.out(`${state.remaining} left under ${state.older_keys.join(', ') || 'no older key'}\n`);
    });
}
