// `raworc session create --space S [--wait]`.

import type { Command } from 'commander';
import type { SessionView } from '../../client/answers.ts';
import { waitForState } from '../../client/wait.ts';
import { contextOf, newCommand } from '../../command.ts';
import { printableSessions } from '../../views/session-view.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';

interface CreateOptions {
  readonly space: string;
  readonly agent?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

export function createCommand(): Command {
  return newCommand('create', 'create a session')
    .requiredOption('-s, --space <space>')
    .option('-a, --agent <agent>', "answers when a message names none; left out, the space's default")
    .option('-w, --wait', 'until it is idle')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 300)
    .action(async (options: CreateOptions, command: Command) => {
      const { client, show, now } = contextOf(command);
      const { space, agent, wait, timeout } = options;
      const server = client();
      const created = await server.post<SessionView>('sessions', { space, agent });
      show(
        wait === true ? await waitForState(server, created.id, 'idle', timeout) : created,
        printableSessions(now()),
      );
    });
}
