// `raworc base build`: the image that sessions run on and the one that agents are built on.

import { Option, type Command } from 'commander';
import type { BaseSource } from '../../runtime/images/base/build-base.ts';
import { BASE_OWNER } from '../../runtime/images/base/recipe.ts';
import { contextOf, newCommand } from '../command.ts';
import { untilInterrupted } from '../interrupt.ts';
import { printable } from '../output/table.ts';

interface BuildOptions {
  readonly source: BaseSource;
  readonly again?: boolean;
}

export function baseCommand(): Command {
  const base = newCommand('base', 'make the image that sessions run on');
  base
    .command('build')
    .description('make the base and the build image, unless they are there')
    .addOption(
      new Option('--source <source>', 'a public image, Debian’s packages, or the first of them that works')
        .choices(['auto', 'registry', 'debian'])
        .default('auto'),
    )
    .option('--again', 'make them anew, without the engine’s cache')
    .action(async ({ source, again }: BuildOptions, command: Command) => {
      const { terminal, show } = contextOf(command);
      const { createDockerEngine } = await import('../../runtime/containers/docker/engine.ts');
      const { buildBase } = await import('../../runtime/images/base/build-base.ts');
      const engine = createDockerEngine({ owner: BASE_OWNER });
      try {
        await untilInterrupted(async (signal) => {
          const onLog = ({ text }: { text: string }) => terminal.say(printable(text));
          const built = await buildBase({ engine, source, again: again === true, onLog, signal });
          show(built, {
            name: (images) => images.base,
            none: '',
            columns: [
              { title: 'BASE', value: (images) => images.base },
              { title: 'BUILD', value: (images) => images.build },
              { title: 'MADE', value: (images) => (images.cached ? 'before' : 'now') },
            ],
          });
        });
      } finally {
        await engine.close();
      }
    });
  return base;
}
