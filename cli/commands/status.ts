// `raworc status`: how the config repository and every space stand.

import type { Command } from 'commander';
import type { ProcessView } from '../../server/api/shapes/runtime.ts';
import type { StatusView } from '../../server/api/shapes/status.ts';
import type { Listed } from '../../server/api/shapes/view.ts';
import { contextOf, newCommand } from '../command.ts';
import { styled } from '../output/terminal.ts';
import { printableSpaces } from '../views/space-view.ts';
import { describeProcess } from '../views/process-view.ts';
import { describeConditions } from '../views/condition-view.ts';
import { showProblems } from '../views/problem-view.ts';
import { describeTrouble } from '../views/trouble-view.ts';

export function statusCommand(): Command {
  return newCommand('status', 'show how the config repository, the processes and every space stand').action(
    async (_options, command: Command) => {
      const { client, terminal, format, showAll, now } = contextOf(command);
      const answer = await client().get<StatusView>('status');
      if (format === 'json' || format === 'yaml') {
        showAll([answer], { columns: [], name: () => '', none: '' });
        return;
      }
      const { config, spaces, kept } = answer;
      if (format === 'table') {
        const revision =
          config.revision === null
            ? 'nothing read yet'
            : `${config.revision.slice(0, 7)} ${config.subject ?? ''}`;
        terminal.say(`${styled(terminal, 'bold', config.repository)} ${config.ref}: ${revision}`);
        for (const line of describeConditions(config.conditions, terminal)) terminal.say(line);
        const { items } = await client().get<Listed<ProcessView>>('processes');
        if (items.length > 1) for (const view of items) terminal.say(describeProcess(view, now()));
      }
      showAll(spaces, printableSpaces(now()));
      if (format !== 'table') return;
      for (const line of describeTrouble(spaces, terminal)) terminal.say(line);
      for (const { space, sessions, until } of kept) {
        const what = sessions === 1 ? '1 session' : `${sessions} sessions`;
        terminal.say(
          `removed: ${space}; ${what} can be reopened, the first until ${until} (raworc session list --kept)`,
        );
      }
      showProblems(config.problems, terminal);
    },
  );
}
