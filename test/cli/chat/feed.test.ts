import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openFeed } from '../../../cli/chat/feed.ts';
import type { Client, RequestOptions } from '../../../cli/client/client.ts';
import type { ReceivedEvent } from '../../../cli/client/event-stream.ts';
import { RaworcError } from '../../../state/model/errors.ts';

type Connection = (after: number) => AsyncIterable<ReceivedEvent>;

/** A server with so many events, whose streams are these, one after the other; the last stays open. */
function clientWith(events: number, connections: Connection[]): Client {
  const stream = (_method: string, _path: string, { headers }: RequestOptions = {}) => {
    const next = connections.shift();
    assert.ok(next, 'asked once too often');
    return next(Number(headers?.['last-event-id']));
  };
  const request = async () => ({ items: [], next: events });
  return { stream, request } as unknown as Client;
}

const logged = (seq: number): ReceivedEvent => ({
  id: String(seq),
  event: 'agent.message',
  data: { seq, data: { seq } },
});
const open = async function* (...events: readonly ReceivedEvent[]): AsyncGenerator<ReceivedEvent> {
  yield* events;
  await new Promise(() => undefined);
};

describe('the feed of a chat', () => {
  it('goes on after a broken connection behind the event that it saw last, so that none is lost or twice', async () => {
    const asked: number[] = [];
    let away = 0;
    const client = clientWith(7, [
      async function* (after) {
        asked.push(after);
        yield logged(8);
        throw new TypeError('terminated');
      },
      (after) => {
        asked.push(after);
        return open(logged(9));
      },
    ]);
    const feed = openFeed(client, 'ses_1', () => (away += 1));
    await feed.listen();
    const seen = [await feed.take(), await feed.take(), await feed.take()];
    feed.close();
    assert.deepEqual(seen, [
      { type: 'event', event: 'agent.message', data: { seq: 8 } },
      { type: 'again' },
      { type: 'event', event: 'agent.message', data: { seq: 9 } },
    ]);
    assert.deepEqual([asked, away], [[7, 8], 1]);
  });

  it('gives up where the server says that trying again is in vain', async () => {
    const gone = new RaworcError('SESSION_NOT_FOUND', 'There is no such session.');
    const client = clientWith(0, [
      // eslint-disable-next-line require-yield -- it fails at once
      async function* () {
        throw gone;
      },
    ]);
    const feed = openFeed(client, 'ses_1', () => undefined);
    await feed.listen();
    assert.deepEqual(await feed.take(), { type: 'failed', error: gone });
  });
});
