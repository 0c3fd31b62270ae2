// What is read from a mysql:// URL.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMysqlUrl } from '../../../state/store/mysql/address.ts';

describe('a mysql:// URL', () => {
  it('may spell anything in user, password and options, because passwords are made by machines', () => {
    assert.deepEqual(
      parseMysqlUrl(
        'mysql://us%40er:p%3A%2Fw@[::1]:3307/raworc?connectionLimit=3&answerWithinMs=500&ssl=true',
      ),
      {
        server: {
          host: '::1',
          port: 3307,
          user: 'us@er',
          password: 'p:/w',
          database: 'raworc',
          connectionLimit: 3,
          ssl: { rejectUnauthorized: true },
        },
        answerWithinMs: 500,
        location: '[::1]:3307/raworc',
      },
    );
  });

  it('needs only host and database, because the rest has defaults that hold', () => {
    const address = parseMysqlUrl('mysql://db/raworc?connectionLimit=none');
    assert.deepEqual(
      [address?.server.port, address?.server.connectionLimit, address?.answerWithinMs],
      [3306, 10, 30_000],
    );
    assert.equal(parseMysqlUrl('mysql://db/'), undefined);
    assert.equal(parseMysqlUrl('mysql://db/a/b'), undefined);
  });
});
