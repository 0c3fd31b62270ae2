// A server whose master key is not as it was: it names the key that is needed, and makes none in its place.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadRequiredKeys } from '../../../state/secrets/required-keys.ts';

describe('the master key that the database needs', () => {
  let home: string;
  let path: string;
  let uses: readonly { readonly space: string; readonly keyId: string; readonly count: number }[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'raworc-keys-'));
    path = join(home, 'master-key');
    const [{ id }] = load([]);
    uses = [{ space: 'sales', keyId: id, count: 2 }];
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const load = (used = uses) => loadRequiredKeys({ home, random: randomBytes }, used);
  const refused = (code: string) =>
    assert.throws(
      () => load(),
      (error: { code?: string; message: string; hint?: string }) => {
        assert.equal(error.code, code);
        assert.ok(error.hint);
        return error.message.includes(uses[0]?.keyId ?? '');
      },
    );

  it('is named where its file is gone, and no other is made, because that would look like the right one', () => {
    rmSync(path);
    refused('MASTER_KEY_MISSING');
    assert.equal(existsSync(path), false);
  });

  it('is named where the file holds another one', () => {
    writeFileSync(path, randomBytes(32).toString('base64'));
    refused('MASTER_KEY_MISSING');
  });

  for (const [what, damage] of [
    ['cut off', (text: string) => text.slice(0, 20)],
    ['empty', () => ''],
    ['too long', () => randomBytes(33).toString('base64')],
    ['no base64', () => '\u0000 what is this'],
  ] as const) {
    it(`is named where the file is ${what}, because a copy of it has to be found`, () => {
      writeFileSync(path, damage(readFileSync(path, 'utf8')));
      refused('MASTER_KEY_INVALID');
    });
  }

  it('is named where others may read the file', () => {
    chmodSync(path, 0o604);
    refused('MASTER_KEY_EXPOSED');
  });

  it('is named where something that can’t be read stands in its place', () => {
    rmSync(path);
    mkdirSync(path, { mode: 0o700 });
    refused('MASTER_KEY_UNREADABLE');
  });
});
