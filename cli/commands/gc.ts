// `raworc gc [--dry-run] [--closed-before 30d] [--build-cache 10Gi]`.

import { InvalidArgumentError, type Command } from 'commander';
import { parseSize } from '../../schemas/size.ts';
import type { GarbageView } from '../../server/api/shapes/runtime.ts';
import { contextOf, newCommand } from '../command.ts';
import { parseTime } from '../output/parse-time.ts';
import { sizeText } from '../output/size-text.ts';

interface GcOptions {
  readonly dryRun?: boolean;
  readonly closedBefore?: number;
  readonly buildCache?: number;
}

function parseBytes(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) throw new InvalidArgumentError('It has to be a size: 10Gi, or 0.');
  return bytes;
}

export function gcCommand(): Command {
  return newCommand(
    'gc',
    'remove what nobody needs: orphaned containers and volumes, images, sources, old logs',
  )
    .option('--dry-run', 'only print what would be removed')
    .option('--closed-before <time>', 'also sessions closed so long ago, with their history: 30d', parseTime)
    .option(
      '--build-cache <size>',
      'also what the engine’s build cache holds beyond that, whoever’s builds it is of: 10Gi',
      parseBytes,
    )
    .action(async ({ dryRun = false, closedBefore, buildCache }: GcOptions, command: Command) => {
      const { client, showAll, terminal, format } = contextOf(command);
      const closed_before = closedBefore === undefined ? undefined : closedBefore / 1000;
      const { items, bytes } = await client().post<GarbageView>('gc', {
        dry_run: dryRun,
        closed_before,
        keep_build_cache: buildCache,
      });
      showAll(items, {
        name: ({ name }) => name,
        none: dryRun ? 'Nothing would be removed.' : 'There was nothing to remove.',
        columns: [
          { title: 'KIND', value: ({ kind }) => kind },
          { title: 'NAME', value: ({ name }) => name },
          {
            title: 'SIZE',
            value: (item) => (item.bytes === null ? '-' : sizeText(item.bytes)),
            align: 'right',
          },
          { title: 'WHY', value: ({ why }) => why },
        ],
      });
      if (format !== 'table' || items.length === 0) return;
      const size = bytes === 0 ? '' : `, at most ${sizeText(bytes)}`;
      terminal.say(`${dryRun ? 'would be removed' : 'removed'}: ${items.length}${size}`);
    });
}
