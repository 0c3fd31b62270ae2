// A conversation on the terminal: line editing and history, replies as they come, and nothing left behind by Ctrl-C.

import type { SessionView } from '../../server/api/shapes/session.ts';
import { messageOf, RaworcError } from '../../state/model/errors.ts';
import { chooseSpace } from '../client/choose-space.ts';
import type { Client } from '../client/client.ts';
import { waitForState } from '../client/wait.ts';
import type { CommandContext } from '../command.ts';
import { alreadyShown } from '../errors.ts';
import { printable } from '../output/table.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import { type ChatState, commandOf } from './commands.ts';
import { type Feed, openFeed } from './feed.ts';
import { createLines, type Lines } from './lines.ts';
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
  /** Made for this chat, and closed at its end. */
  let own: string | undefined;
  try {
    const session = await openSession(client, options);
    const { id, space } = session;
    if (options.id === undefined) own = id;
    if (terminal.interactive)
      terminal.say(styled(terminal, 'dim', `session ${id} of space ${space} · /help · Ctrl-D ends`));
    if (session.state === 'init') await waitForState(client, id, 'idle', startSeconds, lines.interrupted);
    const sticky = options.id === undefined ? undefined : options.agent;
    const allWell = await converse(client, terminal, lines, { session: id, space, agent: sticky });
    // In a script, whether there was an answer is what matters.
    if (!allWell && !terminal.interactive) throw alreadyShown();
  } catch (error) {
    if (!lines.interrupted.aborted) throw error;
  } finally {
    lines.close();
    if (own !== undefined) {
      await client.request('DELETE', `sessions/${own}`);
      if (terminal.interactive) terminal.say(styled(terminal, 'dim', `session ${own} is closed`));
    }
  }
}

async function openSession(client: Client, { id, space, agent }: ChatOptions): Promise<SessionView> {
  if (id !== undefined) return client.get<SessionView>(`sessions/${encodeURIComponent(id)}`);
  return client.post<SessionView>('sessions', { space: await chooseSpace(client, space), agent });
}

/** Until the person has had enough; true where every message got its reply. */
async function converse(
  client: Client,
  terminal: Terminal,
  lines: Lines,
  state: ChatState,
): Promise<boolean> {
  const onAway = (): void =>
    terminal.say(styled(terminal, 'dim', '\n(the server does not answer; trying again)'));
  let feed: Feed = openFeed(client, state.session, onAway);
  let allWell = true;
  try {
    for await (const typed of lines.read()) {
      const command = terminal.interactive ? commandOf(typed) : undefined;
      const before = state.session;
      try {
        if (command === undefined) {
          const { session, agent } = state;
          const { onInterrupt } = lines;
          allWell =
            (await say({ client, terminal, feed, session, content: typed, agent, onInterrupt })) && allWell;
        } else if ((await command({ client, terminal, state })) === 'quit') {
          break;
        }
      } catch (error) {
        if (!terminal.interactive) throw error;
        showProblem(terminal, error);
      }
      if (state.session === before) continue;
      feed.close();
      feed = openFeed(client, state.session, onAway);
    }
    return allWell;
  } finally {
    feed.close();
  }
}

/** One that does not end the chat. */
function showProblem(terminal: Terminal, error: unknown): void {
  if (!(error instanceof RaworcError)) {
    terminal.say(styled(terminal, 'red', printable(messageOf(error))));
    return;
  }
  terminal.say(styled(terminal, 'red', printable(`${error.code}: ${error.message}`)));
  if (error.hint !== undefined) terminal.say(styled(terminal, 'dim', printable(`hint: ${error.hint}`)));
}
