// Secrets as they stand in Git: opened by whom they were sealed to, and only where they belong.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createSecretBox } from '../../../state/secrets/secret-box.ts';
import { openText, sealText } from '../../../state/secrets/sealed-text.ts';
import { createSealingKeys } from '../../../state/secrets/sealing-keys.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const place = { installation: 'abc', space: 'sales', name: 'OPENAI_API_KEY' };

describe('a sealed secret', () => {
  it('opens for its key and its place, whatever its value holds', async () => {
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    for (const value of ['sk-1', '', 'zwei\nZeilen 😀', 'x'.repeat(60_000)]) {
      const text = await sealText(recipient, place, value);
      assert.match(text, /^[A-Za-z0-9+/=]+$/, 'it fits into a line of YAML');
      assert.equal(await openText([await generateX25519Identity(), identity], place, text), value);
    }
  });

  it('does not count in another space, under another name or in another installation', async () => {
    const identity = await generateX25519Identity();
    const text = await sealText(await identityToRecipient(identity), place, 'sk-1');
    for (const other of [{ space: 'legal' }, { name: 'OTHER' }, { installation: 'def' }]) {
      await assert.rejects(openText([identity], { ...place, ...other }, text), { code: 'SEALED_ELSEWHERE' });
    }
  });

  it('says what to do where it is of another key, damaged, or something else', async () => {
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    const text = await sealText(recipient, place, 'sk-1');
    const foreign = new Encrypter();
    foreign.addRecipient(recipient);
    const otherThing = Buffer.from(await foreign.encrypt('just text')).toString('base64');
    const stranger = await generateX25519Identity();
    for (const [keys, broken] of [
      [[stranger], text],
      [[identity], text.slice(0, -8)],
      [[identity], `${text.slice(0, 200)}AAAA${text.slice(204)}`],
      [[identity], 'not sealed at all'],
      [[identity], ''],
      [[identity], otherThing],
    ] as const) {
      await assert.rejects(openText(keys, place, broken), { code: 'SEALED_UNREADABLE', hint: /secret seal/ });
    }
  });

  it('may be armored, as age’s own program writes it', async () => {
    const identity = await generateX25519Identity();
    const text = await sealText(await identityToRecipient(identity), place, 'sk-1');
    const armored = armor.encode(Buffer.from(text, 'base64'));
    assert.equal(await openText([identity], place, armored), 'sk-1');
  });
});

describe('the keys that are sealed to', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore('sqlite::memory:', { random: randomBytes });
  });
  afterEach(() => store.close());

  const bytes = randomBytes(32);
  const keys = () =>
    createSealingKeys({
      store,
      box: createSecretBox({ masterKeys: [{ id: 'key', bytes }], random: randomBytes }),
      clock: createManualClock(),
      installation: 'abc',
    });

  it('are made once, also where two runtimes start at the same time', async () => {
    const [one, two] = await Promise.all([keys().recipient(), keys().recipient()]);
    assert.equal(one, two);
    assert.equal((await keys().identities()).length, 1);
  });

  it('are rotated without breaking what was sealed before', async () => {
    const before = await sealText(await keys().recipient(), place, 'old');
    const renewed = await keys().rotate('admin');
    assert.equal(await keys().recipient(), renewed);
    const after = await sealText(renewed, place, 'new');
    const identities = await keys().identities();
    assert.deepEqual(
      [await openText(identities, place, before), await openText(identities, place, after)],
      ['old', 'new'],
    );
  });
});
