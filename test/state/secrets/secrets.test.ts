// Secrets at rest: what opens, what does not, and what is never told.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadMasterKeys, type MasterKeys } from '../../../state/secrets/master-key.ts';
import { createSecretBox } from '../../../state/secrets/secret-box.ts';
import { createSecrets } from '../../../state/secrets/secrets.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { aSpace } from '../../support/rows.ts';

const newKey = () => randomBytes(32).toString('base64');
const keysOf = (...texts: string[]): MasterKeys =>
  loadMasterKeys({ home: '/nowhere', given: texts.join(','), random: randomBytes });
const boxOf = (...texts: string[]) => createSecretBox({ masterKeys: keysOf(...texts), random: randomBytes });

const here = { installation: 'inst', space: 'sales', name: 'TOKEN' };

describe('a sealed secret', () => {
  const key = newKey();

  it('opens to what was sealed, whatever it is, because values are not ours to judge', () => {
    const box = boxOf(key);
    for (const value of ['', 'sk-123', 'line\nbreak\u0000', '🦊'.repeat(20_000)]) {
      assert.equal(box.open(here, box.seal(here, value)), value);
    }
  });

  it('differs each time, because equal values would tell that they are equal', () => {
    const box = boxOf(key);
    assert.notDeepEqual(box.seal(here, 'x').ciphertext, box.seal(here, 'x').ciphertext);
  });

  it('opens nowhere else, because a row can be copied to a space whose agents may read it', () => {
    const box = boxOf(key);
    const sealed = box.seal(here, 'x');
    for (const elsewhere of [
      { ...here, installation: 'other' },
      { ...here, space: 'other' },
      { ...here, name: 'OTHER' },
      { installation: 'inst', space: 'sal', name: 'esTOKEN' },
    ]) {
      assert.throws(() => box.open(elsewhere, sealed), { code: 'SECRET_DAMAGED' });
    }
  });

  it('does not open once a single bit is changed', () => {
    const box = boxOf(key);
    const sealed = box.seal(here, 'value');
    for (let i = 0; i < sealed.ciphertext.length; i += 1) {
      const ciphertext = Uint8Array.from(sealed.ciphertext);
      ciphertext[i] = (ciphertext[i] ?? 0) ^ 1;
      assert.throws(() => box.open(here, { ...sealed, ciphertext }), { code: 'SECRET_DAMAGED' });
    }
    const short = { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 8) };
    assert.throws(() => box.open(here, short), { code: 'SECRET_DAMAGED' });
  });

  it('opens with an older key and is sealed with the newest, because keys are rotated while things run', () => {
    const newer = newKey();
    const sealed = boxOf(key).seal(here, 'x');
    assert.equal(boxOf(newer, key).open(here, sealed), 'x');
    assert.equal(boxOf(newer, key).seal(here, 'x').keyId, boxOf(newer).keyId);
    assert.throws(() => boxOf(newer).open(here, sealed), { code: 'SECRET_KEY_UNKNOWN' });
  });
});

describe('secrets of a space', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore('sqlite::memory:', { random: randomBytes });
    await store.spaces.insert(aSpace({ name: 'sales' }));
  });
  afterEach(() => store.close());

  const secretsWith = (...texts: string[]) =>
    createSecrets({ store, box: boxOf(...texts), clock: createManualClock(5), installation: 'inst' });

  it('are listed without their values and opened by name, because only workers may read them', async () => {
    const secrets = secretsWith(newKey());
    await secrets.set('sales', 'B', 'value b', 'admin');
    await secrets.set('sales', 'A', 'value a', 'admin');
    assert.deepEqual(await secrets.list('sales'), [
      { name: 'A', updatedAt: 5, updatedBy: 'admin', declaredAt: null },
      { name: 'B', updatedAt: 5, updatedBy: 'admin', declaredAt: null },
    ]);
    assert.deepEqual(await secrets.open('sales', ['B', 'C']), { values: { B: 'value b' }, missing: ['C'] });
    assert.equal(await secrets.delete('sales', 'B'), true);
    assert.equal(await secrets.delete('sales', 'B'), false);
  });

  it('need their space, because a misspelt one would hide the mistake', async () => {
    const secrets = secretsWith(newKey());
    const missing = { code: 'SPACE_NOT_FOUND' };
    await assert.rejects(secrets.set('salse', 'A', 'x', 'admin'), missing);
    await assert.rejects(secrets.list('salse'), missing);
    await assert.rejects(secrets.delete('salse', 'A'), missing);
  });

  it('are sealed anew with the newest key, because only then the old one can be destroyed', async () => {
    const [older, newer] = [newKey(), newKey()];
    await secretsWith(older).set('sales', 'A', 'x', 'admin');
    assert.equal((await secretsWith(newer, older).reseal('sales')).resealed, 1);
    assert.equal((await secretsWith(newer, older).reseal('sales')).resealed, 0);
    assert.deepEqual((await secretsWith(newer).open('sales', ['A'])).values, { A: 'x' });
  });
});
