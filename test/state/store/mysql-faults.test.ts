// What happens when a MySQL server refuses, goes away and comes back.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { translateMysql } from '../../../state/store/mysql/errors.ts';
import { openStore } from '../../../state/store/open.ts';
import { createDatabase, type ScratchDatabase } from '../../support/machine/database.ts';
import { type DatabaseServer, startDatabaseServer } from '../../support/machine/mariadb.ts';
import { withConnection } from '../../support/machine/sql.ts';
import { aMessage, aSession } from '../../support/rows.ts';

const open = (url: string) => openStore(url, { random: randomBytes });

describe('MySQL in trouble', () => {
  let server: DatabaseServer;
  let database: ScratchDatabase;
  before(async () => {
    // One of its own: it is killed here.
    server = await startDatabaseServer();
    database = await createDatabase(server.url);
  });
  after(() => server.stop());

  it('says what is wrong with the address, because each needs another remedy', async () => {
    const url = (change: (url: URL) => void) => {
      const changed = new URL(database.url);
      change(changed);
      return changed.href;
    };
    const refused = (address: string, code: string) => assert.rejects(open(address), { code });
    await refused(
      url((u) => {
        u.password = 'wrong';
      }),
      'STORE_DENIED',
    );
    await refused(
      url((u) => {
        u.pathname = '/nowhere';
      }),
      'STORE_MISSING',
    );
    await refused(
      url((u) => {
        u.port = '1';
      }),
      'STORE_UNREACHABLE',
    );
  });

  it('says so while the server is away and goes on when it is back, because servers are restarted', async () => {
    const store = await open(database.url);
    const session = aSession();
    await store.sessions.insert(session);
    await server.kill();
    const unreachable = { code: 'STORE_UNREACHABLE', disposition: 'retry' };
    await assert.rejects(store.sessions.get(session.id), unreachable);
    await assert.rejects(
      store.transaction(({ sessions }) => sessions.get(session.id)),
      unreachable,
    );
    await server.start();
    assert.deepEqual(await store.sessions.get(session.id), session, 'committed means it survives SIGKILL');
    await store.transaction(({ sessions }) => sessions.touch([session.id], 99));
    await store.close();
  });

  it('gives up a server that hangs and finds it again, because a connection alone never notices', async () => {
    const store = await open(`${database.url}?answerWithinMs=300`);
    await server.hang();
    await assert.rejects(store.ping(), { code: 'STORE_UNREACHABLE', disposition: 'retry' });
    server.goOn();
    await store.ping();
    await store.close();
  });

  it('undoes a transaction whose connection dies in the middle, and says that it may be tried again', async () => {
    const store = await open(database.url);
    const [before, after] = [aSession(), aSession()];
    await assert.rejects(
      store.transaction(async ({ sessions }) => {
        await sessions.insert(before);
        await withConnection(server.url, async (query) => {
          const others = await query(
            "SELECT id FROM information_schema.processlist WHERE user = 'raworc' AND id <> CONNECTION_ID()",
          );
          for (const { id } of others) await query(`KILL ${String(id)}`);
        });
        await sessions.insert(after);
      }),
      { code: 'STORE_UNREACHABLE' },
    );
    await store.close();
    // Its other connections were killed too, and may not have heard of it yet.
    const fresh = await open(database.url);
    assert.equal(await fresh.sessions.get(before.id), undefined);
    await fresh.close();
  });

  it('takes messages longer than a packet may be, because servers limit packets, not people', async () => {
    await withConnection(server.url, (query) => query('SET GLOBAL max_allowed_packet = 2097152'));
    const store = await open(database.url);
    const message = aMessage(aSession().id, { content: '🦊 \\ \' " '.repeat(500_000) });
    await store.messages.insert(message);
    assert.equal((await store.messages.get(message.id))?.content === message.content, true);
    await store.close();
  });
});

describe('a MySQL error', () => {
  const cases: readonly (readonly [Record<string, unknown>, string, string])[] = [
    [{ errno: 1114, message: "The table 't' is full" }, 'STORE_FULL', 'stop'],
    [{ errno: 1021, message: 'Disk full' }, 'STORE_FULL', 'stop'],
    [{ errno: 1030, message: 'Got error 28 "No space left on device"' }, 'STORE_FULL', 'stop'],
    [{ errno: 3, message: "Error writing file 'x' (Errcode: 28)" }, 'STORE_FULL', 'stop'],
    [{ errno: 1213, message: 'Deadlock found' }, 'STORE_LOCKED', 'retry'],
    [{ errno: 1205, message: 'Lock wait timeout exceeded' }, 'STORE_LOCKED', 'retry'],
    [{ errno: 1290, message: 'running with --read-only' }, 'STORE_READ_ONLY', 'stop'],
    [{ errno: 1130, message: "Host 'api_1' is not allowed to connect" }, 'STORE_DENIED', 'stop'],
    [{ errno: 1820, message: 'You must reset your password' }, 'STORE_DENIED', 'stop'],
    [{ errno: 1040, message: 'Too many connections' }, 'STORE_UNREACHABLE', 'retry'],
    [{ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }, 'STORE_UNREACHABLE', 'retry'],
    [{ code: 'PROTOCOL_CONNECTION_LOST', message: 'lost' }, 'STORE_UNREACHABLE', 'retry'],
    [{ errno: 1064, message: 'You have an error in your SQL syntax' }, 'STORE_FAILED', 'stop'],
  ];
  for (const [{ message, ...fields }, code, disposition] of cases) {
    it(`"${String(message)}" is ${code}, because callers act on codes and people on hints`, () => {
      const error = translateMysql('host/db', Object.assign(new Error(String(message)), fields));
      assert.deepEqual([error.code, error.disposition], [code, disposition]);
      assert.ok(error.hint);
    });
  }
});
