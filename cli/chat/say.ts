// One turn of a chat: sends the message, prints deltas as they come, and ends the turn on Ctrl-C.

import { randomUUID } from 'node:crypto';
import type { EventView } from '../client/answers.ts';
import type { Client } from '../client/client.ts';
import { printable } from '../output/table.ts';
import { styled, type Terminal } from '../output/terminal.ts';
import type { Lines } from './lines.ts';

export interface Saying {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly session: string;
  readonly content: string;
  readonly onInterrupt: Lines['onInterrupt'];
}

const textOf = (data: unknown, key: string): string => {
  const value = (data as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : '';
};

export async function say({ client, terminal, session, content, onInterrupt }: Saying): Promise<void> {
  const interrupt = new AbortController();
  let turn = '';
  let streamed = '';
  const stop = () => interrupt.abort();
  try {
    await onInterrupt(stop, async () => {
      const events = client.stream('POST', `sessions/${encodeURIComponent(session)}/messages`, {
        body: { content },
        headers: { 'idempotency-key': randomUUID() },
        signal: interrupt.signal,
      });
      for await (const { event, data } of events) {
        const facts = 'seq' in (data as object) ? (data as EventView).data : data;
        turn ||= textOf(facts, 'turn_id');
        if (event === 'route.decided') terminal.say(styled(terminal, 'cyan', `${textOf(facts, 'agent')}:`));
        if (event === 'agent.delta' || event === 'agent.partial') {
          const text = printable(textOf(facts, 'text'));
          terminal.out(text);
          streamed += text;
        }
        if (event === 'agent.message')
          terminal.out(streamed === '' ? `${printable(textOf(facts, 'content'))}\n` : '\n');
        if (event === 'turn.failed') {
          terminal.say(
            styled(terminal, 'red', `${textOf(facts, 'code')}: ${printable(textOf(facts, 'message'))}`),
          );
          if (textOf(facts, 'hint') !== '')
            terminal.say(styled(terminal, 'dim', `hint: ${printable(textOf(facts, 'hint'))}`));
        }
      }
    });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    if (turn !== '') await client.post(`sessions/${encodeURIComponent(session)}/turns/${turn}/cancel`);
    terminal.say(styled(terminal, 'dim', '(cancelled)'));
  }
}
