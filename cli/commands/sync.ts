// `raworc sync [--wait]`: reads the config repository now, and with `--wait` shows the builds until all of it runs.

import type { Command } from 'commander';
import type { SyncAcceptedView, SyncedView } from '../../server/api/shapes/status.ts';
import type { Client } from '../client/client.ts';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown, waitedTooLong } from '../errors.ts';
import { createProgress } from '../output/progress.ts';
import { parseSeconds } from '../output/parse-seconds.ts';
import type { Terminal } from '../output/terminal.ts';
import { describeConditions } from '../views/condition-view.ts';
import { showProblems } from '../views/problem-view.ts';
import { printableSpaces } from '../views/space-view.ts';
import { describeTrouble } from '../views/trouble-view.ts';

async function watched(client: Client, terminal: Terminal, seconds: number): Promise<SyncedView> {
  const done = new AbortController();
  const progress = createProgress(terminal);
  const watching = (async () => {
    try {
      for await (const { event, data } of client.stream('GET', 'progress', { signal: done.signal }))
        progress.show(event, data);
    } catch (error) {
      if (!done.signal.aborted) throw error;
    }
  })();
  try {
    return await client.post<SyncedView>('sync', { wait: seconds });
  } finally {
    done.abort();
    await watching;
    progress.end();
  }
}

function showTrouble(terminal: Terminal, { config, spaces }: SyncedView): void {
  for (const line of describeConditions(
    config.conditions.filter(({ status, type }) => type !== 'Ready' || status !== 'True'),
    terminal,
  )) {
    terminal.say(line);
  }
  showProblems(config.problems, terminal);
  for (const line of describeTrouble(spaces, terminal)) terminal.say(line);
}

export function syncCommand(): Command {
  return newCommand('sync', 'read the config repository now')
    .option('-w, --wait', 'until everything runs as declared')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 900)
    .action(async ({ wait, timeout }: { wait?: boolean; timeout: number }, command: Command) => {
      const { client, terminal, format, showAll, now } = contextOf(command);
      const server = client();
      const answer =
        wait === true
          ? await watched(server, terminal, timeout)
          : await server.post<SyncAcceptedView>('sync', {});
      if (format === 'json' || format === 'yaml')
        showAll([answer], { columns: [], name: () => '', none: '' });
      else if (answer.result === 'accepted') terminal.out(`${answer.revision}\n`);
      else showAll(answer.spaces, printableSpaces(now()));
      if (answer.result === 'timeout')
        throw waitedTooLong('Everything running as declared', 'raworc status shows how far it is.');
      if (answer.result === 'stuck') {
        showTrouble(terminal, answer);
        throw alreadyShown();
      }
    });
}
