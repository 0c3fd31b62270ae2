// How many connections may be open, over real sockets: whoever has too many gets no more, and nobody else loses one.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { boundConnections, holderOf, sharedAddresses } from '../../../../server/api/edge/connections.ts';
import { createEdgeApp, listenAtEdge } from '../../../support/server/edge-app.ts';

const sockets: Socket[] = [];
const hangUp = (): void => {
  for (const socket of sockets.splice(0)) socket.destroy();
};

/** One that was answered once and stays open, or undefined where it was closed. */
async function hold(port: number, localAddress = '127.0.0.1'): Promise<Socket | undefined> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
  const answered = once(socket, 'data').then(() => socket);
  const closed = once(socket, 'close').then(() => undefined);
  return Promise.race([answered, closed]);
}

describe('connections of one address', () => {
  let server: Server;
  let port: number;
  const refused: number[] = [];
  beforeEach(async () => {
    refused.length = 0;
    server = createServer((_request, response) => response.end('ok'));
    boundConnections(server, {
      connections: 5,
      connectionsPerAddress: 2,
      isShared: (address) => address.endsWith('127.0.0.9'),
      onRefused: (count) => void refused.push(count),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    hangUp();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('are so many and no more, whoever else is connected', async () => {
    const [first, second] = [await hold(port), await hold(port)];
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(await hold(port), undefined, 'the third is closed');
    assert.equal(await hold(port), undefined);
    assert.ok(await hold(port, '127.0.0.2'), 'somebody else is served');
    assert.deepEqual(refused, [1], 'told once, or who connects fills the log');
    assert.equal(second.destroyed, false, 'who was connected stays so');
  });

  it('are given back when one is closed', async () => {
    const [first] = [await hold(port), await hold(port)];
    first?.destroy();
    // The server hears of it in its own time, and until then refuses.
    let again = await hold(port);
    for (let tried = 0; again === undefined && tried < 1_000; tried += 1) again = await hold(port);
    assert.ok(again);
    assert.equal(await hold(port), undefined, 'one, and not more');
  });

  it('that many people share are bound by the number of all alone', async () => {
    for (let made = 0; made < 5; made += 1) assert.ok(await hold(port, '127.0.0.9'), String(made));
    assert.equal(await hold(port, '127.0.0.9'), undefined, 'of all there may be five');
    assert.equal(await hold(port, '127.0.0.2'), undefined);
    assert.deepEqual(refused, [1]);
  });
});

describe('connections to the API', () => {
  after(hangUp);

  it('are bounded, and this machine’s own are not by their address, since a proxy may be there', async () => {
    await using app = await createEdgeApp({ limits: { connections: 4, connectionsPerAddress: 1 } });
    const port = await listenAtEdge(app);
    for (let made = 0; made < 4; made += 1) assert.ok(await hold(port), String(made));
    assert.equal(await hold(port), undefined);
    hangUp();
  });
});

describe('addresses', () => {
  it('of IPv6 belong to whoever has their network of 64 bits', () => {
    for (const [address, holder] of [
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
      ['2001:db8:1:2::6', '2001:db8:1:2'],
      ['2001:db8::6', '2001:db8:0:0'],
      ['fe80::1%eth0', 'fe80:0:0:0'],
      ['::', '0:0:0:0'],
    ] as const)
      assert.equal(holderOf(address), holder, address);
  });

  it('are shared where they are this machine’s own or a named proxy’s', () => {
    const isShared = sharedAddresses(['10.0.0.5', '172.16.0.0/12', '2001:db8::/32']);
    const shared = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.5', '::ffff:172.20.1.1', '2001:db8:7::1'];
    for (const address of shared) assert.equal(isShared(address), true, address);
    for (const address of ['10.0.0.6', '192.0.2.1', '2001:db9::1'])
      assert.equal(isShared(address), false, address);
  });
});
