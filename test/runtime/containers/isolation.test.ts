// Which of an engine's runtimes gives an isolation, by tables.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runtimeFor } from '../../../runtime/containers/isolation.ts';

const engine = ['io.containerd.runc.v2', 'runc'];

describe('an isolation', () => {
  const given = [
    ['runc', engine, 'runc'],
    ['runsc', [...engine, 'runsc'], 'runsc'],
    ['runsc', [...engine, 'io.containerd.runsc.v1'], 'io.containerd.runsc.v1'],
    ['kata', [...engine, 'kata-runtime'], 'kata-runtime'],
    ['kata', [...engine, 'kata-qemu', 'runsc'], 'kata-qemu'],
  ] as const;
  for (const [isolation, offered, runtime] of given)
    it(`${isolation} is ${runtime} on an engine that lists ${offered.join(', ')}`, () =>
      assert.equal(runtimeFor(isolation, offered), runtime));

  for (const isolation of ['runsc', 'kata'] as const)
    it(`${isolation} is never replaced by a weaker one, and the error says what there is and what to do`, () =>
      assert.throws(
        () => runtimeFor(isolation, engine),
        (thrown: { code: string; message: string; hint: string; disposition: string }) => {
          assert.equal(thrown.code, 'ISOLATION_UNAVAILABLE');
          assert.match(thrown.message, /runc/u);
          assert.match(thrown.hint, /declare an isolation that it offers/u);
          assert.equal(thrown.disposition, 'stop');
          return true;
        },
      ));
});
