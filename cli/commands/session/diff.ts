// `raworc session diff A B`: how the files of two sessions differ, and where their histories part.

import type { Command } from 'commander';
import type { SessionDiffView } from '../../../server/api/shapes/file.ts';
import { contextOf, newCommand } from '../../command.ts';
import { printable } from '../../output/table.ts';

const signs = { added: '+', removed: '-', changed: '~' } as const;

export function diffCommand(): Command {
  return newCommand('diff', 'show how files and history of two sessions differ')
    .argument('<id>')
    .argument('<other>')
    .action(async (id: string, other: string, _options, command: Command) => {
      const { client, terminal, format } = contextOf(command);
      const path = `sessions/${encodeURIComponent(id)}/diff`;
      const diff = await client().get<SessionDiffView>(path, { with: other });
      if (format === 'json') terminal.out(`${JSON.stringify(diff, null, 2)}\n`);
      else
        terminal.out(
          linesOf(diff, id, other)
            .map((line) => `${line}\n`)
            .join(''),
        );
    });
}

function linesOf({ files, messages }: SessionDiffView, id: string, other: string): readonly string[] {
  const { added, removed, changed, items } = files;
  const isCut = added + removed + changed > items.length;
  return [
    `Files: ${added} added, ${removed} removed, ${changed} changed`,
    ...items.map(({ path, change, type }) => {
      return `  ${signs[change]} ${printable(path)}${type === 'folder' ? '/' : ''}`;
    }),
    ...(isCut ? ['  …'] : []),
    `Messages: ${messages.common} in common`,
    ...beyond(id, messages.here),
    ...beyond(other, messages.there),
  ];
}

function beyond(id: string, { items, count }: SessionDiffView['messages']['here']): readonly string[] {
  if (count === 0) return [];
  const said = items.map(({ role, agent, content }) => {
    const who = role === 'agent' ? (agent ?? 'agent') : role;
    const [first = ''] = content.split('\n');
    return `    ${who}: ${printable(first).slice(0, 100)}`;
  });
  return [`  only in ${id}: ${count}`, ...said, ...(count > items.length ? ['    …'] : [])];
}
