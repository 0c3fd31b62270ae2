// `raworc auth whoami`: whom the token stands for, and the roles that Git gives.

import type { Command } from 'commander';
import type { WhoamiView } from '../../../server/api/shapes/access.ts';
import { contextOf, newCommand } from '../../command.ts';
import type { Printable } from '../../output/format.ts';

const rolesOf = ({ roles }: WhoamiView): string =>
  roles
    .map(({ role, spaces }) => `${role} in ${spaces.includes('*') ? 'all spaces' : spaces.join(', ')}`)
    .join('; ');

const printableWhoami: Printable<WhoamiView> = {
  name: ({ account }) => account,
  none: '',
  columns: [
    { title: 'ACCOUNT', value: ({ account }) => account },
    { title: 'KIND', value: ({ kind }) => (kind === 'account' ? 'person' : 'program') },
    { title: 'ROLES', value: (view) => rolesOf(view) || 'none' },
    { title: 'TOKEN ALLOWS', value: ({ scopes }) => scopes?.join(', ') ?? 'all of that' },
    { title: 'IN', value: ({ spaces }) => spaces?.join(', ') ?? 'all of them' },
  ],
};

export function whoamiCommand(): Command {
  return newCommand('whoami', 'show the account of the token, and its roles').action(
    async (_options: object, command: Command) => {
      const { client, show } = contextOf(command);
      show(await client().get<WhoamiView>('whoami'), printableWhoami);
    },
  );
}
