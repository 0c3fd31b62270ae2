// `raworc init [FOLDER]`: a config repository with one space and one agent, to begin with or to add to.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { NAME_PATTERN, PATTERN_PHRASES } from '../../schemas/kinds/metadata.ts';
import { contextOf, newCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import { type Starter, starterFiles, starterRuntimes } from '../init/starter.ts';
import { writeNew } from '../init/write-new.ts';

function requireName(flag: string, name: string): void {
  if (new RegExp(NAME_PATTERN, 'u').test(name)) return;
  throw usageError(
    `${flag} ${JSON.stringify(name)} is no name.`,
    `A name is ${PATTERN_PHRASES[NAME_PATTERN]}.`,
  );
}

export function initCommand(): Command {
  return newCommand('init', 'write a config repository with one space and one agent; needs no server')
    .argument('[folder]', 'where to; a folder that has one already gets the space besides', '.')
    .option('-s, --space <name>', 'the name of the space', 'my-team')
    .option('-a, --agent <name>', 'the name of the agent', 'assistant')
    .addOption(
      new Option('--runtime <runtime>', 'what the agent is written in')
        .choices(starterRuntimes)
        .default('python3'),
    )
    .action((folder: string, starter: Starter, command: Command) => {
      const { terminal } = contextOf(command);
      requireName('--space', starter.space);
      requireName('--agent', starter.agent);
      const { 'README.md': readme = '', ...declared } = starterFiles(starter);
      // A repository that exists has its own.
      const files = existsSync(join(folder, 'README.md')) ? declared : { ...declared, 'README.md': readme };
      writeNew(folder, files);
      for (const path of Object.keys(files).toSorted()) terminal.out(`${join(folder, path)}\n`);
      const isRepository = existsSync(join(folder, '.git'));
      terminal.say('Next:');
      if (folder !== '.') terminal.say(`  cd ${folder}`);
      if (!isRepository) terminal.say('  git init');
      terminal.say(`  git add . && git commit -m "Declare ${starter.space}"`);
      terminal.say('  raworc serve --repo .        # or push, where a server watches this repository');
      terminal.say(`  raworc session -s ${starter.space}`);
    });
}
