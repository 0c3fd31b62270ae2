// `raworc auth account create|list|link|unlink|disable|enable|delete`.

import type { Command } from 'commander';
import type { AccountView } from '../../../server/api/shapes/access.ts';
import { contextOf, newCommand } from '../../command.ts';
import type { Printable } from '../../output/format.ts';

interface KindOption {
  readonly service?: boolean;
}

const printableAccounts: Printable<AccountView> = {
  name: ({ name }) => name,
  none: 'There are no accounts.',
  columns: [
    { title: 'ACCOUNT', value: ({ name }) => name },
    { title: 'KIND', value: ({ kind }) => (kind === 'account' ? 'person' : 'program') },
    { title: 'GITHUB', value: ({ github_login: login }) => login ?? '' },
    {
      title: 'STATE',
      value: ({ disabled_at: since }) => (since === null ? 'active' : `disabled since ${since}`),
    },
  ],
};

const kindOf = ({ service }: KindOption) => (service === true ? 'serviceAccount' : 'account');
const pathOf = (name: string, option: KindOption) => `accounts/${kindOf(option)}/${encodeURIComponent(name)}`;
const SERVICE = ['--service', 'it is a program, not a person'] as const;

export function accountCommand(): Command {
  const account = newCommand('account', 'look after the accounts of people and programs');

  account
    .command('create')
    .description('make an account; what it may is declared in Git, by a RoleBinding')
    .argument('<name>')
    .option(...SERVICE)
    .option('--github <login>', 'its login on GitHub')
    .action(async (name: string, options: KindOption & { readonly github?: string }, command: Command) => {
      const { client, show } = contextOf(command);
      const body = { name, kind: kindOf(options), github_login: options.github };
      show(await client().post<AccountView>('accounts', body), printableAccounts);
    });

  account
    .command('list')
    .description('list all accounts')
    .action(async (_options: object, command: Command) => {
      const { client, showAll } = contextOf(command);
      showAll(await client().all<AccountView>('accounts'), printableAccounts);
    });

  const setLogin = async (
    name: string,
    option: KindOption & { readonly github?: string },
    command: Command,
  ) => {
    const { client, show } = contextOf(command);
    const body = { github_login: option.github ?? null };
    show(await client().request<AccountView>('PATCH', pathOf(name, option), { body }), printableAccounts);
  };

  account
    .command('link')
    .description('it is that person of GitHub: roles and teams of the login count for it')
    .argument('<name>')
    .requiredOption('--github <login>', 'its login on GitHub')
    .option(...SERVICE)
    .action(setLogin);

  account
    .command('unlink')
    .description('it is nobody of GitHub any more')
    .argument('<name>')
    .option(...SERVICE)
    .action(setLogin);

  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    account
      .command(verb)
      .description(disabled ? 'its tokens open nothing from now on' : 'its tokens count again')
      .argument('<name>')
      .option(...SERVICE)
      .action(async (name: string, option: KindOption, command: Command) => {
        const { client, show } = contextOf(command);
        const changed = await client().request<AccountView>('PATCH', pathOf(name, option), {
          body: { disabled },
        });
        show(changed, printableAccounts);
      });
  }

  account
    .command('delete')
    .description('delete an account, with its tokens')
    .argument('<name>')
    .option(...SERVICE)
    .action(async (name: string, option: KindOption, command: Command) => {
      const { client, terminal } = contextOf(command);
      await client().request('DELETE', pathOf(name, option));
      terminal.say(`The account ${name} and its tokens are deleted.`);
    });

  return account;
}
