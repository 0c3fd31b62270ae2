// A conversation on the terminal: line editing and history, replies as they come, and nothing left behind by Ctrl-C.

import type { SessionView } from '../client/answers.ts';
import { chooseSpace } from '../client/choose-space.ts';
import { waitForState } from '../client/wait.ts';
import type { CommandContext } from '../command.ts';
import { styled } from '../output/terminal.ts';
import { createLines } from './lines.ts';
import { say } from './say.ts';

export interface ChatOptions {
  /** A session that is there already; it is left open at the end. */
  readonly id?: string;
  readonly space?: string;
  readonly agent?: string;
}

const startSeconds = 600;

export async function chat(context: CommandContext, options: ChatOptions): Promise<void> {
  const { terminal } = context;
  const client = context.client();
  const lines = createLines(context.settings.home, terminal);
  let session: SessionView | undefined;
  try {
    session =
      options.id === undefined
        ? await client.post<SessionView>('sessions', {
            space: await chooseSpace(client, options.space),
            agent: options.agent,
          })
        : await client.get<SessionView>(`sessions/${encodeURIComponent(options.id)}`);
    const { id, space } = session;
    terminal.say(
      styled(terminal, 'dim', `session ${id} of space ${space} · @agent picks who answers · Ctrl-D ends`),
    );
    if (session.state === 'init')
      await waitForState(client, id, 'idle,busy', startSeconds, lines.interrupted);
    for await (const line of lines.read()) {
      await say({ client, terminal, session: id, content: line, onInterrupt: lines.onInterrupt });
    }
  } catch (error) {
    if (!lines.interrupted.aborted) throw error;
  } finally {
    lines.close();
    if (session !== undefined && options.id === undefined) {
      await client.request('DELETE', `sessions/${session.id}`);
      if (lines.interrupted.aborted) terminal.say('');
      terminal.say(styled(terminal, 'dim', `session ${session.id} is closed`));
    }
  }
}
