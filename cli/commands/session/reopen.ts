// `raworc session reopen ID [--space SPACE] [--wait]`: a session of a space that was removed, had back while it is kept.

import type { Command } from 'commander';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { waitForState } from '../../client/wait.ts';
import { contextOf, newCommand } from '../../command.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';
import { printableSessions } from '../../views/session-view.ts';

interface ReopenOptions {
  readonly space?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

export function reopenCommand(): Command {
  return newCommand(
    'reopen',
    'have a session back whose space was removed, there or with -s in another; `list --kept` shows which',
  )
    .argument('<id>')
    .option('-w, --wait', 'until it is idle')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 300)
    .action(async (id: string, _options, command: Command) => {
      const { space, wait, timeout } = command.optsWithGlobals<ReopenOptions>();
      const { client, show, now } = contextOf(command);
      const server = client();
      const asked = await server.post<SessionView>(`sessions/${encodeURIComponent(id)}/reopen`, { space });
      const session = wait === true ? await waitForState(server, id, 'idle', timeout) : asked;
      show(session, printableSessions(now()));
    });
}
