// `raworc session pause|resume|suspend|retry|close ID`: say what is wanted of a session.

import type { Command } from 'commander';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { type CommandContext, contextOf, newCommand } from '../../command.ts';
import { waitForState } from '../../client/wait.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';
import { printableSessions } from '../../views/session-view.ts';

interface WaitOptions {
  readonly wait?: boolean;
  readonly timeout: number;
}

const requests = [
  { verb: 'pause', state: 'paused', description: 'freeze the processes where they stand, memory kept' },
  { verb: 'resume', state: 'idle,busy', description: 'go on after a pause or a suspension' },
  { verb: 'suspend', state: 'suspended', description: 'remove the container, keep the workspace' },
  { verb: 'retry', state: 'idle,busy', description: 'start again after an error' },
] as const;

async function ask(
  context: CommandContext,
  method: string,
  path: string,
  id: string,
  state: string,
  options: WaitOptions,
) {
  const server = context.client();
  const asked = await server.request<SessionView>(method, path);
  const session = options.wait === true ? await waitForState(server, id, state, options.timeout) : asked;
  context.show(session, printableSessions(context.now()));
}

function waitable(command: Command): Command {
  return command
    .argument('<id>')
    .option('-w, --wait', 'until it is so')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 120);
}

export function requestCommands(): readonly Command[] {
  return requests.map(({ verb, state, description }) =>
    waitable(newCommand(verb, description)).action((id: string, options: WaitOptions, command: Command) =>
      ask(contextOf(command), 'POST', `sessions/${encodeURIComponent(id)}/${verb}`, id, state, options),
    ),
  );
}

export function closeCommand(): Command {
  const close = newCommand('close', 'remove the container and the workspace, keep the history');
  return waitable(close).action((id: string, options: WaitOptions, command: Command) =>
    ask(contextOf(command), 'DELETE', `sessions/${encodeURIComponent(id)}`, id, 'closed', options),
  );
}
