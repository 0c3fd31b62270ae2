// `raworc session events ID` and `logs ID`: what happened and what agents printed, and with `-f` what happens.

import type { Command } from 'commander';
import type { EventView, LogLineView } from '../../client/answers.ts';
import { contextOf, newCommand } from '../../command.ts';
import { untilInterrupted } from '../../interrupt.ts';
import { printable, renderTable } from '../../output/table.ts';
import { printableEvents } from '../../views/session-view.ts';

interface FollowOptions {
  readonly follow?: boolean;
  readonly agent?: string;
}

export function eventsCommand(): Command {
  return newCommand('events', 'show the event log of a session')
    .argument('<id>')
    .option('-f, --follow', 'go on until Ctrl-C')
    .action(async (id: string, { follow }: FollowOptions, command: Command) => {
      const { client, terminal, showAll, format } = contextOf(command);
      const path = `sessions/${encodeURIComponent(id)}/events`;
      if (follow !== true) {
        const events: EventView[] = [];
        for (let after = 0; ;) {
          const page = await client().get<{ items: EventView[]; next: number }>(path, { after, limit: 1000 });
          events.push(...page.items);
          if (page.items.length < 1000) break;
          after = page.next;
        }
        showAll(events, printableEvents);
        return;
      }
      await untilInterrupted(async (signal) => {
        for await (const { id: seq, data } of client().stream('GET', path, { signal })) {
          if (seq === undefined) continue;
          const event = data as EventView;
          if (format === 'json') terminal.out(`${JSON.stringify(event)}\n`);
          else terminal.out(renderTable([event], printableEvents.columns).split('\n').slice(1).join('\n'));
        }
      });
    });
}

function formatLine({ at, agent, stream, text }: LogLineView): string {
  return `${at} ${agent} ${stream === 'stderr' ? '!' : '|'} ${printable(text)}\n`;
}

export function logsCommand(): Command {
  return newCommand('logs', 'show what the agents of a session printed')
    .argument('<id>')
    .option('-f, --follow', 'go on until Ctrl-C')
    .action(async (id: string, _options, command: Command) => {
      const { follow, agent } = command.optsWithGlobals<FollowOptions>();
      const { client, terminal, format } = contextOf(command);
      const path = `sessions/${encodeURIComponent(id)}/logs`;
      const print = (line: LogLineView) =>
        terminal.out(format === 'json' ? `${JSON.stringify(line)}\n` : formatLine(line));
      if (follow !== true) {
        const { items } = await client().get<{ items: LogLineView[] }>(path, { agent });
        items.forEach(print);
        return;
      }
      await untilInterrupted(async (signal) => {
        for await (const { data } of client().stream('GET', path, { signal, query: { agent } }))
          print(data as LogLineView);
      });
    });
}
