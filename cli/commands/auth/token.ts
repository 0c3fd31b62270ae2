// `raworc auth token create|list|revoke`. A token's text is printed once, alone on standard output.

import type { Command } from 'commander';
import type { NewTokenView, TokenView } from '../../../server/api/shapes/access.ts';
import { contextOf, newCommand } from '../../command.ts';
import { age } from '../../output/age.ts';
import type { Printable } from '../../output/format.ts';
import { parseTimeAhead } from '../../output/parse-time.ts';

interface CreateOptions {
  readonly account?: string;
  readonly service?: boolean;
  readonly purpose?: string;
  readonly scope?: readonly string[];
  readonly for?: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
}

const printableTokens = (now: number): Printable<TokenView> => ({
  name: ({ id }) => id,
  none: 'There are no tokens.',
  columns: [
    { title: 'TOKEN', value: ({ id }) => id },
    { title: 'BEGINS', value: ({ beginning }) => `${beginning ?? ''}…` },
    { title: 'ACCOUNT', value: ({ account }) => account },
    { title: 'ALLOWS', value: ({ scopes }) => scopes?.join(', ') ?? 'what its account may' },
    { title: 'SPACES', value: ({ spaces }) => spaces?.join(', ') ?? 'all' },
    { title: 'EXPIRES', value: ({ expires_at }) => expires_at ?? 'never' },
    { title: 'USED', value: ({ last_used_at: used }) => (used === null ? 'never' : `${age(used, now)} ago`) },
    { title: 'PURPOSE', value: ({ purpose }) => purpose ?? '' },
  ],
});

export function tokenCommand(): Command {
  const token = newCommand('token', 'make, list and revoke tokens');

  token
    .command('create')
    .description('make a token and print it, this once')
    .option('--account <name>', "whose; left out, one's own")
    .option('--service', 'the account is a program, not a person')
    .option('--purpose <text>', 'what it is for')
    .option('--scope <kind:verb...>', 'what it allows at most, for example Session:talk or *:get')
    .option('--for <space...>', 'the only spaces that it is for')
    .option('--expires <time>', 'when it ends: 12h, 30d', parseTimeAhead)
    .action(async (options: CreateOptions, command: Command) => {
      const { client, terminal, format } = contextOf(command);
      const made = await client().post<NewTokenView>('tokens', {
        account: options.account,
        account_kind: options.service === true ? 'serviceAccount' : undefined,
        purpose: options.purpose,
        scopes: options.scope,
        spaces: options.for,
        expires_in_seconds: options.expires === undefined ? undefined : Math.ceil(options.expires / 1000),
      });
      if (format === 'json') terminal.out(`${JSON.stringify(made, null, 2)}\n`);
      else terminal.out(`${made.token}\n`);
      terminal.say(`This is ${made.id} of ${made.account}; it is not shown again.`);
    });

  token
    .command('list')
    .description("list one's own tokens, or an account's")
    .option('--account <name>')
    .action(async ({ account }: { readonly account?: string }, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      showAll(await client().all<TokenView>('tokens', { account }), printableTokens(now()));
    });

  token
    .command('revoke')
    .description('from now on the token opens nothing')
    .argument('<id>', 'as `list` shows it')
    .action(async (id: string, _options: object, command: Command) => {
      const { client, terminal } = contextOf(command);
      await client().request('DELETE', `tokens/${encodeURIComponent(id)}`);
      terminal.say(`The token ${id} is revoked.`);
    });

  return token;
}
