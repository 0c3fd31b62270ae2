// A database that somebody edited: what was changed is found and named, and everything else goes on. On both databases.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createDeclaredSecrets } from '../../../state/secrets/declared-secrets.ts';
import { createMasterKeyRotation } from '../../../state/secrets/master-key-rotation.ts';
import { loadMasterKeys } from '../../../state/secrets/master-key.ts';
import { loadRequiredKeys } from '../../../state/secrets/required-keys.ts';
import { sealText } from '../../../state/secrets/sealed-text.ts';
import { createSealingKeys } from '../../../state/secrets/sealing-keys.ts';
import { createSecretBox } from '../../../state/secrets/secret-box.ts';
import { createSecrets } from '../../../state/secrets/secrets.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createDatabase, ensureDatabase } from '../../support/machine/database.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { aSpace } from '../../support/rows.ts';

const newKey = () => randomBytes(32).toString('base64');
const clock = createManualClock(5);
const random = randomBytes;
const installation = 'inst';

interface Place {
  readonly url: string;
  stop(): Promise<void>;
}

async function inFile(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-edited-'));
  return {
    url: `sqlite:${join(folder, 'raworc.db')}`,
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function onServer(): Promise<Place> {
  const server = await ensureDatabase();
  const database = await createDatabase(server.url);
  return {
    url: database.url,
    async stop() {
      await database.stop();
      await server.stop();
    },
  };
}

for (const [name, open] of [
  ['SQLite', inFile],
  ['MySQL or MariaDB', onServer],
] as const) {
  describe(`secrets edited by hand in ${name}`, () => {
    let place: Place;
    let store: Store;
    let space: string;
    let key: string;
    before(async () => {
      place = await open();
      store = await openStore(place.url, { random });
    });
    after(async () => {
      await store.close();
      await place.stop();
    });
    beforeEach(async () => {
      for (const { space: used } of await store.secrets.keyUse()) await store.secrets.deleteSpace(used);
      key = newKey();
      space = aSpace().name;
      await store.spaces.insert(aSpace({ name: space }));
      await store.spaces.insert(aSpace({ name: `${space}-2` }));
    });

    const keysOf = (...texts: string[]) => ({ home: '/nowhere', given: texts.join(','), random });
    const boxOf = (...texts: string[]) =>
      createSecretBox({ masterKeys: loadMasterKeys(keysOf(...texts)), random });
    const secretsOf = (...texts: string[]) =>
      createSecrets({ store, box: boxOf(...texts), clock, installation });
    const row = async (secret: string, of = space) => {
      const found = await store.secrets.get(of, secret);
      assert.ok(found);
      return found;
    };
    /** That one alone does not open, says so, and the other one does. */
    async function onlyThatOneFails(code = 'SECRET_DAMAGED'): Promise<void> {
      const secrets = secretsOf(key);
      await assert.rejects(secrets.open(space, ['A']), {
        code,
        message: new RegExp(`A of space ${space} `),
        hint: /set the secret again/i,
      });
      assert.deepEqual((await secrets.open(space, ['B'])).values, { B: 'value b' });
      assert.equal((await secrets.list(space)).length, 2);
      await secrets.set(space, 'A', 'again', 'ann');
      assert.deepEqual((await secrets.open(space, ['A'])).values, { A: 'again' });
    }

    it('swapped between names, spaces and installations, cut off or given another key’s id', async () => {
      const changes = {
        'the text of another name': async () => ({ ...(await row('B')), name: 'A' }),
        'the text of another space': async () => ({ ...(await row('A', `${space}-2`)), space }),
        'cut off': async () => {
          const { ciphertext, ...rest } = await row('A');
          return { ...rest, ciphertext: ciphertext.subarray(0, -1) };
        },
        'hardly anything left': async () => ({ ...(await row('A')), ciphertext: new Uint8Array(3) }),
        'nothing left': async () => ({ ...(await row('A')), ciphertext: new Uint8Array(0) }),
        'no nonce': async () => ({ ...(await row('A')), nonce: new Uint8Array(0) }),
        'the row of another installation': async () => ({
          ...(await row('A')),
          ...boxOf(key).seal({ installation: 'another', space, name: 'A' }, 'value a'),
        }),
      };
      for (const change of Object.values(changes)) {
        await secretsOf(key).set(space, 'A', 'value a', 'ann');
        await secretsOf(key).set(space, 'B', 'value b', 'ann');
        await secretsOf(key).set(`${space}-2`, 'A', 'value of 2', 'ann');
        await store.secrets.put(await change());
        await onlyThatOneFails();
      }
      await store.secrets.put({ ...(await row('A')), keyId: boxOf(newKey()).keyId });
      await onlyThatOneFails('SECRET_KEY_UNKNOWN');
    });

    it('are passed by when keys are rotated, and named at its end', async () => {
      const newer = newKey();
      for (const one of ['A', 'B', 'C']) await secretsOf(key).set(space, one, `value ${one}`, 'ann');
      await store.secrets.put({ ...(await row('A')), ciphertext: new Uint8Array(40) });
      const keys = loadMasterKeys(keysOf(newer, key));
      const rotation = createMasterKeyRotation({
        store,
        secrets: secretsOf(newer, key),
        masterKeys: keys,
        clock,
      });
      await rotation.begin();
      let state = await rotation.state();
      while (state.isRunning) state = await rotation.state();
      assert.equal(state.remaining, 1);
      const [told] = await store.audit.list({ via: 'runtime' }, { limit: 1 });
      assert.match(told?.reason ?? '', /are now encrypted with the key .*; some do not open/);
      assert.match(state.failure ?? '', new RegExp(`secret A of space ${space} does not open`));
      assert.deepEqual((await secretsOf(newer).open(space, ['B', 'C'])).values, {
        B: 'value B',
        C: 'value C',
      });
    });

    it('among the keys that Git’s secrets are sealed to, take along only what was sealed to that key', async () => {
      const box = boxOf(key);
      const sealingKeys = createSealingKeys({ store, box, clock, installation });
      const declared = createDeclaredSecrets({ store, box, sealingKeys, clock, installation });
      const of = (secret: string, sealed: string) => ({ space, name: secret, sealed, digest: '', at: '' });
      const seal = async (secret: string) =>
        sealText(await sealingKeys.recipient(), { installation, space, name: secret }, secret);
      const first = of('A', await seal('A'));
      await sealingKeys.rotate('ann');
      const second = of('B', await seal('B'));
      const [older, newest] = await store.secrets.list('');
      assert.ok(older && newest);
      await store.secrets.put({ ...older, ciphertext: newest.ciphertext, nonce: newest.nonce });
      assert.deepEqual(
        (await declared.open([first, second])).map((one) =>
          one.type === 'failed' ? one.error.code : one.value,
        ),
        ['SEALED_UNREADABLE', 'B'],
      );
      await store.secrets.put({ ...newest, ciphertext: new Uint8Array(20) });
      const all = await declared.open([first, second]);
      assert.deepEqual(
        all.map(
          (one) => one.type === 'failed' && [one.error.code, /secret rotate/.test(one.error.hint ?? '')],
        ),
        [
          ['SECRET_DAMAGED', true],
          ['SECRET_DAMAGED', true],
        ],
      );
      await sealingKeys.rotate('ann');
      const [again] = await declared.open([of('A', await seal('A'))]);
      assert.equal(again?.type === 'opened' && again.value, 'A');
    });

    it('are missed by their key at the start, also where it is one of many', async () => {
      const [one, two] = [newKey(), newKey()];
      for (const secret of ['A', 'B', 'C']) await secretsOf(one).set(space, secret, 'x', 'ann');
      await secretsOf(two).set(space, 'D', 'x', 'ann');
      const uses = await store.secrets.keyUse();
      const { keyId } = boxOf(two);
      assert.throws(() => loadRequiredKeys(keysOf(one), uses), {
        code: 'MASTER_KEY_MISSING',
        message: `1 value in the database (${space}) can’t be opened: the master key ${keyId} is not here.`,
        hint: /RAWORC_MASTER_KEY/,
      });
      assert.throws(() => loadRequiredKeys(keysOf(newKey()), uses), {
        message: new RegExp(`^4 values .*${[keyId, boxOf(one).keyId].sort().join(', ')} are not here`),
      });
      assert.equal(loadRequiredKeys(keysOf(one, two), uses).length, 2);
    });
  });
}
