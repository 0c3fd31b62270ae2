// `raworc webhook install|list|test|redeliver`: how GitHub tells this server what happened.

import type { Command } from 'commander';
import type { HookView, RedeliveredView } from '../../server/api/shapes/runtime.ts';
import type { Listed } from '../../server/api/shapes/view.ts';
import { contextOf, newCommand } from '../command.ts';
import { printableHooks } from '../views/hook-view.ts';

export function webhookCommand(): Command {
  const webhook = newCommand('webhook', 'make, show and try out the webhooks of the repositories');

  webhook
    .command('install')
    .description(
      'create each repository’s hook, or make it as it should be; who joins or leaves a team is told only by a GitHub App or a hook of the organization, else looked up every five minutes',
    )
    .action(async (_options: object, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      showAll((await client().post<Listed<HookView>>('webhooks/install')).items, printableHooks(now()));
    });

  webhook
    .command('list')
    .description('show each hook and what came of its last delivery')
    .action(async (_options: object, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      showAll((await client().get<Listed<HookView>>('webhooks')).items, printableHooks(now()));
    });

  webhook
    .command('test')
    .description('have GitHub send a ping by each hook; list shows what came of it')
    .action(async (_options: object, command: Command) => {
      const { client, showAll, terminal, now } = contextOf(command);
      showAll((await client().post<Listed<HookView>>('webhooks/test')).items, printableHooks(now()));
      terminal.say('GitHub was asked to send a ping by each hook: raworc webhook list shows its answer.');
    });

  webhook
    .command('redeliver')
    .description('have GitHub deliver again what never arrived within the last three days')
    .action(async (_options: object, command: Command) => {
      const { client, terminal } = contextOf(command);
      const { asked, repositories } = await client().post<RedeliveredView>('webhooks/redeliver');
      terminal.say(
        asked === 0
          ? `Nothing is missing in ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}.`
          : `GitHub was asked for ${asked} ${asked === 1 ? 'delivery' : 'deliveries'} again.`,
      );
    });

  return webhook;
}
