// `raworc session create --space S [--wait]`.

import type { Command } from 'commander';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { waitForState } from '../../client/wait.ts';
import { contextOf, newCommand } from '../../command.ts';
import { printableSessions } from '../../views/session-view.ts';
import { chooseSpace } from '../../client/choose-space.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';

interface CreateOptions {
  readonly space?: string;
  readonly agent?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

export function createCommand(): Command {
  return newCommand('create', 'create a session')
    .option('-w, --wait', 'until it is idle')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 300)
    .action(async (_options, command: Command) => {
      const { client, show, now } = contextOf(command);
      const { space: wanted, agent, wait, timeout } = command.optsWithGlobals<CreateOptions>();
      const server = client();
      const space = await chooseSpace(server, wanted);
      const created = await server.post<SessionView>('sessions', { space, agent });
      show(
        wait === true ? await waitForState(server, created.id, 'idle,busy', timeout) : created,
        printableSessions(now()),
      );
    });
}
