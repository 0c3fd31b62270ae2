// `raworc plan [--dir DIR]`: what a working tree, or the head of the config repository, would change.

import type { Command } from 'commander';
import type { PlanResult } from '../../reconciler/loop/control.ts';
import { type Paint, renderPlan } from '../../reconciler/plan/render.ts';
import { hasErrors } from '../../schemas/problem.ts';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown } from '../errors.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import { showProblems } from '../views/problem-view.ts';

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
      const { readWorkingTree } = await import('../client/working-tree.ts');
      const answer = await (dir === undefined
        ? client().get<PlanResult>('plan')
        : client().post<PlanResult>('plan', { files: await readWorkingTree(dir) }));
      if (format === 'table') terminal.out(`${renderPlan(answer.plan, paintFor(terminal))}\n`);
      else show(answer, { columns: [], none: '', name: ({ plan }) => plan.revision });
      if (format === 'table') showProblems(answer.problems, terminal);
      if (hasErrors(answer.problems)) throw alreadyShown();
    });
}
