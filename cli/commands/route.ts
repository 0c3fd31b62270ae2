// `raworc route SPACE TEXT`: which agent would answer, without asking it.

import type { Command } from 'commander';
import { text as readAll } from 'node:stream/consumers';
import type { RouteAnswerView } from '../../server/api/shapes/route.ts';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown } from '../errors.ts';
import { describeRoute } from '../views/route-view.ts';

interface RouteOptions {
  readonly session?: string;
  readonly agent?: string;
  readonly model: boolean;
}

export function routeCommand(): Command {
  return newCommand('route', 'show which agent would answer a message, and why; runs none')
    .argument('<space>')
    .argument('<text>', '- reads it from standard input')
    .option('--session <id>', 'as if it were said in this session')
    .option('--agent <name>', 'as if this agent were named')
    .option('--no-model', "leave out the space's model, which is asked as it would be")
    .addHelpText('after', '\nExits with 0 where an agent would answer, 1 where none would.')
    .action(async (space: string, given: string, options: RouteOptions, command: Command) => {
      const { client, terminal, format, show } = contextOf(command);
      const content = given === '-' ? await readAll(process.stdin) : given;
      const view = await client().post<RouteAnswerView>(`spaces/${encodeURIComponent(space)}/route`, {
        content,
        ...options,
      });
      if (format === 'table') terminal.out(describeRoute(view, terminal));
      else show(view, { columns: [], none: '', name: ({ decision }) => decision?.agent ?? '' });
      if (view.decision === null) throw alreadyShown();
    });
}
