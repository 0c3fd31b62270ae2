// `raworc describe SPACE [AGENT]`: everything that is known of one thing, for people.

import type { Command } from 'commander';
import type { AgentView } from '../../server/api/shapes/agent.ts';
import type { SpaceProblemsView } from '../../server/api/shapes/problem.ts';
import type { ScheduleView } from '../../server/api/shapes/schedule.ts';
import type { SpaceView } from '../../server/api/shapes/space.ts';
import { contextOf, newCommand } from '../command.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import { describeConditions } from '../views/condition-view.ts';
import { describeProblems, type FoundProblems, showProblems } from '../views/problem-view.ts';
import { describeSchedule } from '../views/schedule-view.ts';

const at = ({ file, line }: SpaceView['position']) => `${file}:${line}`;

function pairs(rows: readonly (readonly [string, string | null])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value ?? '-'}`);
}

interface Beside {
  readonly schedules: readonly ScheduleView[];
  readonly problems: FoundProblems;
}

/** What names the agent, or stands in its file. */
function problemsOf({ space, name, position }: AgentView, { revision, items }: FoundProblems): FoundProblems {
  const isOwn = ({ file, resource }: FoundProblems['items'][number]) =>
    resource === undefined ? file === position.file : resource === `Agent/${space}/${name}`;
  return { revision, items: items.filter(isOwn) };
}

function describeAgent(agent: AgentView, schedules: Beside['schedules'], terminal: Terminal): string[] {
  const rows = [
    ['declared', `${at(agent.position)} at ${agent.revision.slice(0, 12)}`],
    ['purpose', agent.spec.purpose ?? null],
    ['source', agent.source_commit],
    ['running', agent.running_commit],
    [
      'layer',
      agent.running_layer === agent.layer
        ? agent.layer
        : `${agent.running_layer ?? 'none'} (wanted: ${agent.layer ?? 'none'})`,
    ],
    ...schedules.filter((one) => one.agent === agent.name).map(describeSchedule),
  ] as const;
  const title = styled(terminal, 'bold', `Agent ${agent.space}/${agent.name}`);
  return [title, ...pairs(rows), ...describeConditions(agent.conditions, terminal)];
}

function describeSpace(space: SpaceView, { schedules, problems }: Beside, terminal: Terminal): string[] {
  const { hold } = space;
  const rows = [
    ['declared', `${at(space.position)} at ${space.revision.slice(0, 12)}`],
    ['description', space.spec.description ?? null],
    ['applied', space.applied_revision],
    ['image', space.image],
    ['hold', hold === null ? null : `at ${hold.revision.slice(0, 12)} by ${hold.by}: ${hold.reason}`],
    ['sessions', String(space.sessions)],
    ...(space.awaiting_confirmation === null
      ? []
      : ([['confirm', `raworc confirm ${space.name} --plan ${space.awaiting_confirmation}`]] as const)),
  ] as const;
  const title = styled(terminal, 'bold', `Space ${space.name}`);
  const agents = space.agents.flatMap((agent) => ['', ...describeAgent(agent, schedules, terminal)]);
  return [
    title,
    ...pairs(rows),
    ...describeConditions(space.conditions, terminal),
    ...describeProblems(problems, terminal),
    ...agents,
  ];
}

export function describeCommand(): Command {
  return newCommand('describe', 'show everything about a space, or one agent of it')
    .argument('<space>')
    .argument('[agent]')
    .action(async (name: string, agentName: string | undefined, _options, command: Command) => {
      const { client, terminal, format, show } = contextOf(command);
      const path = `spaces/${encodeURIComponent(name)}`;
      // A space may be missing because of them.
      const found = await client().get<SpaceProblemsView>(`${path}/problems`);
      const space = await client()
        .get<SpaceView>(path)
        .catch((thrown: unknown) => {
          showProblems(found.items, terminal);
          throw thrown;
        });
      const agent = space.agents.find((one) => one.name === agentName);
      if (agentName !== undefined && agent === undefined) {
        throw new RaworcError('AGENT_NOT_FOUND', `There is no agent "${agentName}" in space "${name}".`, {
          hint: `Its agents are: ${space.agents.map((one) => one.name).join(', ') || 'none'}.`,
        });
      }
      const problems: FoundProblems = agent === undefined ? found : problemsOf(agent, found);
      if (format !== 'table') {
        const item = { ...(agent ?? space), problems };
        show(item, { columns: [], none: '', name: (one) => one.name });
        return;
      }
      const schedules = await client().all<ScheduleView>(`${path}/schedules`);
      const lines =
        agent === undefined
          ? describeSpace(space, { schedules, problems }, terminal)
          : [...describeAgent(agent, schedules, terminal), ...describeProblems(problems, terminal)];
      terminal.out(`${lines.join('\n')}\n`);
    });
}
