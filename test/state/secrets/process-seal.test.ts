import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MasterKeys } from '../../../state/secrets/master-key.ts';
import { createProcessSeals, digestOf } from '../../../state/secrets/process-seal.ts';

const key = (id: string, byte: number) => ({ id, bytes: new Uint8Array(32).fill(byte) });
const refused = { code: 'PROCESS_REFUSED' };

describe('a request between processes', () => {
  let now = 1_000_000;
  let nonce = 0;
  const seals = (masterKeys: MasterKeys, installation = 'ours') =>
    createProcessSeals({
      masterKeys,
      installation,
      clock: { now: () => now },
      random: (count) => new Uint8Array(count).fill((nonce += 1)),
    });
  const request = {
    protocol: 1,
    to: 'operator-1',
    method: 'POST',
    url: '/api/v0/sync?x=1',
    digest: digestOf('{}'),
    asker: 'root',
  };
  const sealed = (by = seals([key('k', 1)])) => by.seal(request, 'k');

  it('is taken once, because a copy of it must do nothing', () => {
    const open = seals([key('k', 1)]);
    const seal = sealed();
    open.open(request, seal);
    assert.throws(() => open.open(request, seal), refused);
  });

  it('is taken as it was sealed only, whatever of it was changed', () => {
    const changes = [
      { protocol: 2 },
      { to: 'operator-2' },
      { method: 'DELETE' },
      { url: '/api/v0/sync' },
      { digest: digestOf('{"a":1}') },
      { asker: 'somebody else' },
    ];
    for (const change of changes)
      assert.throws(() => seals([key('k', 1)]).open({ ...request, ...change }, sealed()), refused);
  });

  it('is refused without a seal, with a false one, another key, and of another installation', () => {
    const ours = seals([key('k', 1)]);
    for (const seal of [undefined, '', 'k', 'k.1.2.3', `${sealed()}.more`, sealed()?.slice(0, -2)])
      assert.throws(() => ours.open(request, seal), refused);
    assert.throws(() => seals([key('k', 2)]).open(request, sealed()), refused);
    assert.throws(() => seals([key('k', 1)], 'theirs').open(request, sealed()), refused);
  });

  it('is refused when it is old or of the future, because only fresh ones are remembered', () => {
    const seal = sealed();
    now += 30_001;
    assert.throws(() => seals([key('k', 1)]).open(request, seal), refused);
    now -= 60_002;
    assert.throws(() => seals([key('k', 1)]).open(request, seal), refused);
  });

  it('is sealed with the key that the other has, because keys are rotated one process after the other', () => {
    const both = seals([key('new', 2), key('k', 1)]);
    seals([key('k', 1)]).open(request, both.seal(request, 'k'));
    assert.equal(both.seal(request, 'unknown'), undefined);
  });
});
