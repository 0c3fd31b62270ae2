// `raworc session keep-alive ID --for 2h`.

import type { Command } from 'commander';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { contextOf, newCommand } from '../../command.ts';
import { parseTime } from '../../output/parse-time.ts';
import { printableSessions } from '../../views/session-view.ts';

export function keepAliveCommand(): Command {
  return newCommand('keep-alive', 'keep a session from being paused, suspended or closed for being idle')
    .argument('<id>')
    .requiredOption('--for <time>', 'how long from now: 90s, 2h, 3d; 0s takes it back', parseTime)
    .action(async (id: string, options: { readonly for: number }, command: Command) => {
      const { client, show, now } = contextOf(command);
      const path = `sessions/${encodeURIComponent(id)}/keep-alive`;
      show(await client().post<SessionView>(path, { seconds: options.for / 1000 }), printableSessions(now()));
    });
}
