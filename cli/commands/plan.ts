// `raworc plan [--dir DIR]`: what a working tree, or the head of the config repository, would change.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Paint, renderPlan } from '../../reconciler/plan/render.ts';
import type { Problem } from '../../schemas/problem.ts';
import { hasErrors } from '../../schemas/problem.ts';
import type { Plan } from '../../state/model/plan.ts';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown } from '../errors.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import { showProblems } from '../views/problem-view.ts';
import { RaworcError } from '../../state/model/errors.ts';

interface PlanAnswer {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
}

/** Declarations and manifests are all that a plan reads of a working tree. */
const read = /\.ya?ml$|(^|\/)raworc\.json$/;

function readTree(root: string): { path: string; content: string }[] {
  let names: string[];
  try {
    names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new RaworcError('DIRECTORY_UNREADABLE', `The folder ${root} can’t be read.`, {
      hint: 'Give the folder of a config repository: raworc plan --dir DIR.',
      cause: error,
    });
  }
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((path) => read.test(path) && !/(^|\/)(\.[^/]+|node_modules)\//.test(path))
    .map((path) => ({ path, content: readFileSync(join(root, path), 'utf8') }));
}

const styles = {
  add: 'green',
  change: 'yellow',
  remove: 'red',
  rebuild: 'cyan',
  quiet: 'dim',
  strong: 'bold',
  warn: 'magenta',
} as const;

const paintFor =
  (terminal: Pick<Terminal, 'color'>): Paint =>
  (text, tone) =>
    styled(terminal, styles[tone], text);

export function planCommand(): Command {
  return newCommand('plan', 'show what a change would do, without doing it')
    .option('-d, --dir <folder>', "a working tree; left out, the config repository's head")
    .action(async ({ dir }: { dir?: string }, command: Command) => {
      const { client, terminal, format, show } = contextOf(command);
      const answer = await (dir === undefined
        ? client().get<PlanAnswer>('plan')
        : client().post<PlanAnswer>('plan', { files: readTree(dir) }));
      if (format === 'table') terminal.out(`${renderPlan(answer.plan, paintFor(terminal))}\n`);
      else show(answer, { columns: [], none: '', name: ({ plan }) => plan.revision });
      if (format === 'table') showProblems(answer.problems, terminal);
      if (hasErrors(answer.problems)) throw alreadyShown();
    });
}
