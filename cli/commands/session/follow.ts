// `raworc session events ID` and `logs ID`: what happened and what agents printed, and with `-f` what happens.

import { type Command, InvalidArgumentError } from 'commander';
import type { EventListView } from '../../../server/api/shapes/event.ts';
import type { EventView, LogLineView } from '../../../server/api/shapes/event.ts';
import type { Listed } from '../../../server/api/shapes/view.ts';
import { followSession } from '../../client/follow.ts';
import { createSeenLines } from '../../client/seen-lines.ts';
import { contextOf, newCommand } from '../../command.ts';
import { untilInterrupted } from '../../interrupt.ts';
import { parseTime } from '../../output/parse-time.ts';
import { printable, renderTable } from '../../output/table.ts';
import { printableEvents } from '../../views/session-view.ts';

interface FollowOptions {
  readonly follow?: boolean;
}

interface LogFlags extends FollowOptions {
  readonly agent?: string;
  /** Milliseconds. */
  readonly since?: number;
  readonly tail?: number;
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
          const page = await client().get<EventListView>(path, { after, limit: 1000 });
          events.push(...page.items);
          if (page.items.length < 1000) break;
          after = page.next;
        }
        showAll(events, printableEvents);
        return;
      }
      let last = 0;
      await untilInterrupted((signal) =>
        followSession(client(), {
          session: id,
          signal,
          onAway: () => terminal.say(AWAY),
          async read() {
            const headers = { 'last-event-id': String(last) };
            for await (const { id: seq, data } of client().stream('GET', path, { headers, signal })) {
              if (seq === undefined) continue;
              last = Number(seq);
              const event = data as EventView;
              if (format === 'json') terminal.out(`${JSON.stringify(event)}\n`);
              else
                terminal.out(renderTable([event], printableEvents.columns).split('\n').slice(1).join('\n'));
            }
          },
        }),
      );
    });
}

const AWAY = 'The server does not answer; trying again.';

function formatLine({ at, agent, stream, text }: LogLineView): string {
  return `${at} ${agent} ${stream === 'stderr' ? '!' : '|'} ${printable(text)}\n`;
}

export function logsCommand(): Command {
  return newCommand('logs', 'show what the agents of a session printed')
    .argument('<id>')
    .option('-f, --follow', 'go on until Ctrl-C, also when the server is started again')
    .option('--since <time>', 'only what is newer than that: 90s, 30m, 2h', parseTime)
    .option('--tail <number>', 'only so many of the newest lines', parseTail)
    .action(async (id: string, _options, command: Command) => {
      const { follow, agent, since, tail } = command.optsWithGlobals<LogFlags>();
      const { client, terminal, format, now } = contextOf(command);
      const path = `sessions/${encodeURIComponent(id)}/logs`;
      const from = since === undefined ? undefined : new Date(now() - since).toISOString();
      const print = (line: LogLineView) =>
        terminal.out(format === 'json' ? `${JSON.stringify(line)}\n` : formatLine(line));
      const kept = (await client().get<Listed<LogLineView>>(path, { agent, since: from })).items;
      kept.slice(Math.max(0, kept.length - (tail ?? kept.length))).forEach(print);
      if (follow !== true) return;
      const seen = createSeenLines();
      for (const line of kept) seen.isNew(line);
      await untilInterrupted((signal) =>
        followSession(client(), {
          session: id,
          signal,
          onAway: () => terminal.say(AWAY),
          async read() {
            const query =
              seen.last === undefined ? { agent, since: from, tail } : { agent, since: seen.last };
            seen.beginAgain();
            for await (const { event, data } of client().stream('GET', path, { signal, query })) {
              if (event === 'log' && seen.isNew(data as LogLineView)) print(data as LogLineView);
            }
          },
        }),
      );
    });
}

function parseTail(text: string): number {
  const lines = Number(text);
  if (Number.isInteger(lines) && lines >= 0) return lines;
  throw new InvalidArgumentError('It has to be a whole number of lines.');
}
