// One turn of a chat: sends the message, prints the reply as it comes, and ends the turn on Ctrl-C.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import { RaworcError } from '../../state/model/errors.ts';
import type { Client } from '../client/client.ts';
import { printable } from '../output/table.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import type { Feed } from './feed.ts';
import type { Lines } from './lines.ts';
import { createReplyText } from './reply-text.ts';

export interface Saying {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly feed: Feed;
  readonly session: string;
  readonly content: string;
  /** Who answers; left out, that is decided by routing. */
  readonly agent: string | undefined;
  readonly onInterrupt: Lines['onInterrupt'];
}

const retryMs = 500;

/** Resolves when the turn has ended, with how: false where it failed or was cancelled. */
export async function say(saying: Saying): Promise<boolean> {
  const { client, terminal, feed, session, content, agent, onInterrupt } = saying;
  const path = `sessions/${encodeURIComponent(session)}`;
  const cancelled = new AbortController();
  const abandoned = new AbortController();
  const stop = (): void => (cancelled.signal.aborted ? abandoned : cancelled).abort();

  /** The same key as long as nobody answers: however often it arrives, it is one message. */
  async function accept(): Promise<string> {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { content, ...(agent === undefined ? {} : { agent }) };
    for (;;) {
      try {
        return (await client.request<TurnWithReplyView>('POST', `${path}/messages`, { body, headers })).id;
      } catch (error) {
        if (error instanceof RaworcError && error.disposition !== 'retry') throw error;
        await delay(retryMs, undefined, { signal: abandoned.signal });
      }
    }
  }

  async function cancel(turn: string): Promise<void> {
    for (;;) {
      try {
        await client.post(`${path}/turns/${turn}/cancel`);
        return;
      } catch (error) {
        if (error instanceof RaworcError && error.disposition !== 'retry') return;
        await delay(retryMs, undefined, { signal: abandoned.signal });
      }
    }
  }

  async function converse(): Promise<boolean> {
    await feed.listen();
    const turn = await accept();
    const whenStopped = (): void => void cancel(turn).catch(() => undefined);
    // Ctrl-C may have come while the message was on its way.
    if (cancelled.signal.aborted) whenStopped();
    else cancelled.signal.addEventListener('abort', whenStopped, { once: true });
    return await showTurn(turn, { feed, terminal });
  }

  const gaveUp = new Promise<boolean>((resolve) => {
    abandoned.signal.addEventListener('abort', () => {
      terminal.say(styled(terminal, 'dim', '\n(not waiting any more)'));
      resolve(false);
    });
  });
  return await onInterrupt(stop, () => Promise.race([converse(), gaveUp]));
}

const textOf = (facts: Readonly<Record<string, unknown>>, key: string): string => {
  const value = facts[key];
  return typeof value === 'string' ? value : '';
};

/** Prints what happens in the turn until it has ended. */
async function showTurn(
  first: string,
  { feed, terminal }: { readonly feed: Feed; readonly terminal: Terminal },
): Promise<boolean> {
  const text = createReplyText();
  /** The turn, and those that it was handed over to. */
  const turns = new Set([first]);
  let isAtLineStart = true;

  function print(more: string): void {
    if (more === '') return;
    terminal.out(printable(more));
    isAtLineStart = more.endsWith('\n');
  }
  function note(style: 'dim' | 'red' | 'cyan', line: string): void {
    // For whoever reads in a pipe, the reply is all that there is.
    if (!terminal.interactive && style !== 'red') return;
    if (!isAtLineStart) terminal.out('\n');
    isAtLineStart = true;
    terminal.say(styled(terminal, style, printable(line)));
  }

  for (;;) {
    const happening = await feed.take();
    if (happening.type === 'failed') throw happening.error;
    if (happening.type === 'again') {
      text.broke();
      continue;
    }
    const { event, data } = happening;
    if (event === 'session.closed') {
      note('red', 'The session was closed.');
      return false;
    }
    if (event === 'session.error') note('red', `The session is in trouble: ${textOf(data, 'message')}`);
    if (event === 'agent.asked' && turns.has(textOf(data, 'parent_turn_id')))
      note(
        'dim',
        `${textOf(data, 'from')} asks ${textOf(data, 'agent')}: ${firstLine(textOf(data, 'content'))}`,
      );
    if (!turns.has(textOf(data, 'turn_id'))) continue;
    switch (event) {
      case 'route.decided':
        note('cyan', `${textOf(data, 'agent')}:`);
        break;
      case 'turn.started':
        print(Number(data['attempt']) > 1 ? text.begunAgain() : '');
        break;
      case 'turn.handed_over':
        turns.add(textOf(data, 'heir_turn_id'));
        print(text.begunAgain());
        note('dim', `${textOf(data, 'from')} hands over`);
        note('cyan', `${textOf(data, 'agent')}:`);
        break;
      case 'agent.delta':
        print(text.delta(textOf(data, 'text')));
        break;
      case 'agent.partial':
        print(text.partial(textOf(data, 'text')));
        break;
      case 'agent.message':
        print(text.whole(textOf(data, 'content')));
        if (!isAtLineStart) terminal.out('\n');
        return true;
      case 'turn.failed':
        if (textOf(data, 'code') === 'CANCELLED') note('dim', '(cancelled)');
        else {
          note('red', `${textOf(data, 'code')}: ${textOf(data, 'message')}`);
          if (textOf(data, 'hint') !== '') note('dim', `hint: ${textOf(data, 'hint')}`);
        }
        return false;
    }
  }
}

function firstLine(text: string): string {
  const [line = '', ...more] = text.split('\n');
  const short = line.length > 100 ? `${line.slice(0, 100)}…` : line;
  return more.length > 0 && !short.endsWith('…') ? `${short} …` : short;
}
