import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createRelay, type Relay } from '../../../../runtime/sessions/hands/relay.ts';
import { startHand } from '../../../support/sessions/local-exec.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'm');

describe('a relay', () => {
  let relay: Relay;
  const servers: Server[] = [];

  async function serve(handle: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, handle);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  before(() => {
    relay = createRelay(startHand('relay'));
  });
  after(async () => {
    relay.end();
    await relay.closed;
    for (const server of servers) server.close();
  });

  it('lets one side end and still hears the other, as protocols that answer at the end need it', async () => {
    const port = await serve((socket) => {
      void buffer(socket).then((heard) => socket.end(`heard ${heard.length}`));
    });
    const connection = await relay.connect(port);
    for (let part = 0; part < 5; part += 1) connection.write(MEGABYTE);
    connection.end();
    assert.equal((await buffer(connection)).toString(), `heard ${5 * MEGABYTE.length}`);
  });

  it('says that nothing listens, and where, so that nobody waits for an answer', async () => {
    await assert.rejects(relay.connect(1), { code: 'PORT_CLOSED', message: /port 1 / });
  });

  it('is not held up by a connection that nobody reads, and keeps what that one would get in bounds', async () => {
    let sent = 0;
    const flooding = await serve((socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write(MEGABYTE)) sent += MEGABYTE.length;
      };
      socket.on('drain', flood).on('error', () => undefined);
      flood();
    });
    const echoing = await serve((socket) => void socket.pipe(socket));
    const unread = await relay.connect(flooding);
    await once(unread, 'readable');
    for (let round = 0; round < 20; round += 1) {
      const connection = await relay.connect(echoing);
      connection.end(MEGABYTE);
      assert.equal((await buffer(connection)).length, MEGABYTE.length);
    }
    assert.ok(sent < 20 * MEGABYTE.length, `${sent} bytes went into a connection that nobody reads`);
    unread.destroy();
  });

  it('carries a hundred at once', async () => {
    const port = await serve((socket) => void socket.pipe(socket));
    const replies = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const connection = await relay.connect(port);
        connection.end(`${index}`.repeat(10_000));
        return (await buffer(connection)).toString() === `${index}`.repeat(10_000);
      }),
    );
    assert.ok(replies.every(Boolean));
  });

  it('breaks a connection whose server breaks it, instead of ending it well', async () => {
    const port = await serve((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const connection = await relay.connect(port);
    connection.write('hello');
    await assert.rejects(buffer(connection), { code: 'CONNECTION_BROKE' });
  });

  it('breaks what it carries when it goes itself', async () => {
    const port = await serve((socket) => void socket.resume());
    const other = createRelay(startHand('relay'));
    const connection = await other.connect(port);
    other.end();
    await assert.rejects(buffer(connection), { code: 'RELAY_GONE' });
    await assert.rejects(other.connect(port), { code: 'RELAY_GONE' });
  });
});
