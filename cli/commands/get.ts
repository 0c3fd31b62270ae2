// `raworc get KIND [NAME]`: lists of things, as tables or for programs.

import type { Command } from 'commander';
import type { AgentView } from '../../server/api/shapes/agent.ts';
import type { BuildView } from '../../server/api/shapes/build.ts';
import type { ScheduleView } from '../../server/api/shapes/schedule.ts';
import type { SessionView } from '../../server/api/shapes/session.ts';
import type { SpaceView } from '../../server/api/shapes/space.ts';
import { type CommandContext, contextOf, newCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import { printableBuilds } from '../views/build-view.ts';
import { printableSchedules } from '../views/schedule-view.ts';
import { printableSessions } from '../views/session-view.ts';
import { printableAgents, printableSpaces } from '../views/space-view.ts';

interface Wanted {
  readonly name: string | undefined;
  readonly space: string | undefined;
}

function spaceOf({ space, name }: Wanted, what: string): string {
  const found = space ?? name;
  if (found === undefined) throw usageError(`Say which space: raworc get ${what} --space SPACE.`);
  return found;
}

const kinds: Readonly<Record<string, (context: CommandContext, wanted: Wanted) => Promise<void>>> = {
  async spaces({ client, showAll, now }, { name }) {
    const spaces = await (name === undefined
      ? client().all<SpaceView>('spaces')
      : client()
          .get<SpaceView>(`spaces/${encodeURIComponent(name)}`)
          .then((space) => [space]));
    showAll(spaces, printableSpaces(now()));
  },
  async agents({ client, showAll, now }, { name, space }) {
    const spaces = await client().all<SpaceView>('spaces');
    const agents = spaces
      .filter((one) => space === undefined || one.name === space)
      .flatMap((one): readonly AgentView[] => one.agents)
      .filter((agent) => name === undefined || agent.name === name);
    showAll(agents, printableAgents(now()));
  },
  async builds({ client, showAll, now }, wanted) {
    const space = spaceOf(wanted, 'builds');
    showAll(
      await client().all<BuildView>(`spaces/${encodeURIComponent(space)}/builds`),
      printableBuilds(now()),
    );
  },
  async schedules({ client, showAll }, { name, space }) {
    const spaces = space === undefined ? await client().all<SpaceView>('spaces') : [{ name: space }];
    const schedules: ScheduleView[] = [];
    for (const { name: one } of spaces)
      schedules.push(...(await client().all<ScheduleView>(`spaces/${encodeURIComponent(one)}/schedules`)));
    const wanted = schedules.filter((schedule) => name === undefined || schedule.name === name);
    showAll(wanted, printableSchedules);
  },
  async sessions({ client, showAll, now }, { space }) {
    showAll(await client().all<SessionView>('sessions', { space }), printableSessions(now()));
  },
};

export function getCommand(): Command {
  return newCommand('get', 'list spaces, agents, builds, schedules or sessions')
    .argument('<kind>', Object.keys(kinds).join(', '))
    .argument('[name]', 'only this one')
    .option('-s, --space <space>', 'only of this space')
    .action(async (kind: string, name: string | undefined, options: { space?: string }, command: Command) => {
      const list = kinds[kind.endsWith('s') ? kind : `${kind}s`];
      if (list === undefined) {
        throw usageError(
          `There is no kind ${JSON.stringify(kind)}.`,
          `Kinds are: ${Object.keys(kinds).join(', ')}.`,
        );
      }
      await list(contextOf(command), { name, space: options.space });
    });
}
