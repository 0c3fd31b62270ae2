// `raworc audit list|verify|export`: who did what, who was refused, and whether that record is whole.

import { type Command, Option } from 'commander';
import type { AuditView } from '../../server/api/shapes/access.ts';
import type { AuditVerifiedView } from '../../server/api/shapes/runtime.ts';
import type { Listed } from '../../server/api/shapes/view.ts';
import type { Client } from '../client/client.ts';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown } from '../errors.ts';
import type { Printable } from '../output/format.ts';
import { parseLimit } from '../output/parse-limit.ts';
import { parseTime } from '../output/parse-time.ts';

const printableAudit: Printable<AuditView> = {
  name: ({ link }) => String(link ?? '-'),
  none: 'Nothing was written down yet.',
  columns: [
    { title: 'LINK', value: ({ link }) => String(link ?? '-') },
    { title: 'AT', value: ({ at }) => at },
    { title: 'WHO', value: ({ account, via }) => `${account || 'nobody known'} (${via})` },
    { title: 'WHAT', value: ({ verb, kind }) => `${verb} ${kind}` },
    { title: 'WHERE', value: ({ space, name }) => [space, name].filter((part) => part !== null).join('/') },
    { title: 'DECISION', value: ({ decision }) => decision },
    { title: 'WHY', value: ({ reason }) => reason },
  ],
};

interface ListOptions {
  readonly account?: string;
  readonly kind?: string;
  readonly refused?: boolean;
  readonly source?: string;
  /** Milliseconds. */
  readonly since?: number;
  readonly limit: number;
}

const sources = ['api', 'git', 'github', 'runtime'];
/** As many as the server gives at once. */
const MOST_AT_ONCE = 500;

type Query = Readonly<Record<string, string | undefined>>;

async function newest(client: Client, query: Query, limit: number): Promise<readonly AuditView[]> {
  const items: AuditView[] = [];
  for (let after: string | undefined; ;) {
    const asked = { ...query, after, limit: Math.min(limit - items.length, MOST_AT_ONCE) };
    const page = await client.get<Listed<AuditView>>('audit', asked);
    items.push(...page.items);
    if (page.next === null || items.length >= limit) return items;
    after = page.next;
  }
}

export function auditCommand(): Command {
  const audit = newCommand('audit', 'show who did what, and check that the record is whole');

  audit
    .command('list')
    .description('the newest first')
    .option('-s, --space <space>')
    .option('--account <name>')
    .option('--kind <kind>')
    .option('--refused', 'only what was refused')
    .addOption(new Option('--source <source>', 'only what was asked for there').choices(sources))
    .option('--since <time>', 'not older than that: 2h, 7d', parseTime)
    .option('--limit <count>', 'how many', parseLimit, 50)
    .action(async (options: ListOptions, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      const { space } = command.optsWithGlobals<{ readonly space?: string }>();
      const query = {
        space,
        account: options.account,
        kind: options.kind,
        decision: options.refused === true ? 'refused' : undefined,
        since: options.since === undefined ? undefined : new Date(now() - options.since).toISOString(),
        source: options.source,
      };
      showAll(await newest(client(), query, options.limit), printableAudit);
    });

  audit
    .command('verify')
    .description('follow the whole chain; exit code 1 where it is broken')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, format } = contextOf(command);
      const found = await client().get<AuditVerifiedView>('audit/verify');
      if (format === 'json') terminal.out(`${JSON.stringify(found, null, 2)}\n`);
      else
        terminal.out(
          found.type === 'whole'
            ? `whole: ${found.links} links from ${found.from} on, ${found.hash}\n`
            : `${found.message}\n`,
        );
      if (found.type === 'broken') throw alreadyShown();
    });

  audit
    .command('export')
    .description('print the whole chain as JSON lines, oldest first')
    .action(async (_options: object, command: Command) => {
      const { client, terminal } = contextOf(command);
      const { body } = await client().raw('GET', 'audit/export');
      if (body === null) return;
      for await (const piece of body.pipeThrough(new TextDecoderStream())) terminal.out(piece);
    });

  return audit;
}
