// `raworc logs SPACE BUILD`: the log of a build.

import type { Command } from 'commander';
import type { BuildLogPartView } from '../../server/api/shapes/build.ts';
import type { Listed } from '../../server/api/shapes/view.ts';
import { contextOf, newCommand } from '../command.ts';
import { untilInterrupted } from '../interrupt.ts';
import { printable } from '../output/table.ts';

export function logsCommand(): Command {
  return newCommand('logs', 'show the log of a build')
    .argument('<space>')
    .argument('<build>', 'see raworc get builds --space SPACE')
    .option('-f, --follow', 'until the build has ended')
    .action(async (space: string, build: string, { follow }: { follow?: boolean }, command: Command) => {
      const { client, terminal } = contextOf(command);
      const path = `spaces/${encodeURIComponent(space)}/builds/${encodeURIComponent(build)}/logs`;
      if (follow !== true) {
        const { items } = await client().get<Listed<BuildLogPartView>>(path);
        for (const { text } of items) terminal.out(`${printable(text)}\n`);
        return;
      }
      await untilInterrupted(async (signal) => {
        for await (const { data } of client().stream('GET', path, { signal })) {
          terminal.out(`${printable((data as BuildLogPartView).text)}\n`);
        }
      });
    });
}
