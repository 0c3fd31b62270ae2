// `raworc validate [DIR]`: what is wrong with a config repository, without a server.

import type { Command } from 'commander';
import { DirectoryError } from '../../schemas/errors.ts';
import type { LoadedDirectory } from '../../schemas/load/directory.ts';
import { hasErrors, type Problem } from '../../schemas/problem.ts';
import { renderForGitHub } from '../../schemas/render/github.ts';
import { renderAsJson } from '../../schemas/render/json.ts';
import { countProblems, renderForTerminal } from '../../schemas/render/terminal.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown } from '../errors.ts';

interface ValidateOptions {
  readonly github?: boolean;
}

async function load(dir: string, configPath: string | undefined) {
  const { loadDirectory } = await import('../../schemas/load/directory.ts');
  try {
    return loadDirectory(dir, configPath === undefined ? {} : { configPath });
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    throw new RaworcError(error.code, error.message, { hint: error.hint, cause: error });
  }
}

async function routingProblems({
  declaration,
  manifests,
  contentOf,
}: LoadedDirectory): Promise<readonly Problem[]> {
  const { judgeRouting } = await import('../../runtime/sessions/routing/golden-tests.ts');
  const { placeComplaints } = await import('../../schemas/load/find-place.ts');
  const complaints = judgeRouting(declaration, (agent) => manifests.get(agent));
  return placeComplaints(complaints, contentOf);
}

export function validateCommand(): Command {
  return newCommand('validate', 'check a config repository; needs no server')
    .argument('[folder]', 'the config repository', '.')
    .option('--github', 'print problems so that GitHub shows them at their lines')
    .addHelpText(
      'after',
      '\nExits with 0 where there are no errors and no failing routing tests, 1 where there are, 2 where it could not run.',
    )
    .action(async (dir: string, { github }: ValidateOptions, command: Command) => {
      const { terminal, settings, format } = contextOf(command);
      const loaded = await load(dir, settings.get('RAWORC_CONFIG_PATH'));
      const { declaration, files } = loaded;
      const { spaces, agents } = declaration;
      const problems = [...declaration.problems, ...(await routingProblems(loaded))];
      if (github === true) terminal.out(renderForGitHub(problems));
      else if (format === 'json' || format === 'yaml') terminal.out(renderAsJson(problems));
      else {
        terminal.out(renderForTerminal(problems, { color: terminal.color }));
        const found = `${files.length} files, ${spaces.length} spaces, ${agents.length} agents`;
        terminal.say(`${found}: ${countProblems(problems) || 'no problems'}`);
      }
      const isFailing = problems.some(({ code }) => code === 'failing-routing-test');
      if (hasErrors(problems) || isFailing) throw alreadyShown();
    });
}
