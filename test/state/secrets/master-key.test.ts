// Where master keys come from, and which are refused.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadMasterKeys } from '../../../state/secrets/master-key.ts';

describe('the master key', () => {
  let home: string;
  let path: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'raworc-keys-'));
    path = join(home, 'master-key');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const load = (given?: string) => loadMasterKeys({ home, given, random: randomBytes });

  it('is made once, for its owner only, because losing it loses every secret', () => {
    const [made] = load();
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(load()[0], made);
  });

  it('may have older ones after it, because what they sealed must still open', () => {
    const [made] = load();
    const newer = randomBytes(32).toString('base64');
    writeFileSync(path, `${newer}\n${readFileSync(path, 'utf8')}`);
    const keys = load();
    assert.equal(keys.length, 2);
    assert.deepEqual(keys[1], made);
    assert.deepEqual(load(newer)[0], keys[0], 'the environment takes the same form');
  });

  it('is refused where others may read it, because then it is no secret', () => {
    load();
    chmodSync(path, 0o640);
    assert.throws(() => load(), { code: 'MASTER_KEY_EXPOSED' });
  });

  for (const given of ['', 'c2hvcnQ=', 'not base64!', randomBytes(64).toString('base64')]) {
    it(`like ${JSON.stringify(given.slice(0, 12))} is refused without being told, because it ends in a log`, () => {
      assert.throws(
        () => load(given),
        (error: { code?: string; message: string; hint?: string }) => {
          assert.equal(error.code, 'MASTER_KEY_INVALID');
          assert.ok(error.hint);
          return given === '' || !error.message.includes(given);
        },
      );
    });
  }
});
