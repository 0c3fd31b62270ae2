// The contract of commands that are spoken with while they run: what a person's terminal in a session stands on.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXEC_BOTH, EXEC_ECHO_THEN_NINE } from '../../support/engine/programs.ts';
import { readAll, readBytes, refuses, specOf, started, type UseHarness } from './harness.ts';

export function spokenCommandsContract(use: UseHarness): void {
  describe('openExec', () => {
    it('answers while its input is open, and ends with the end of it', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const running = await containers.openExec(await started(harness), EXEC_ECHO_THEN_NINE);
      running.errors.resume();
      for (const line of ['one\n', 'two\n']) {
        running.input.write(line);
        assert.equal((await readBytes(running.output, line.length)).toString(), line);
      }
      running.input.end('the last');
      assert.equal((await readAll(running.output)).toString(), 'the last');
      assert.equal(await running.exitCode(), 9);
    });

    it('keeps both outputs apart and knows the exit code of a command that asks for nothing', async () => {
      const harness = use();
      const running = await harness.engine.containers.openExec(await started(harness), EXEC_BOTH);
      const [output, errors] = await Promise.all([readAll(running.output), readAll(running.errors)]);
      assert.deepEqual([output.toString(), errors.toString()], ['one\n', 'two\n']);
      assert.equal(await running.exitCode(), 5);
    });

    it('tells a command that the connection is gone by the end of its input, so that it need not be left over', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      const running = await containers.openExec(id, EXEC_ECHO_THEN_NINE);
      running.errors.resume();
      running.input.write('hello');
      await readBytes(running.output, 5);
      running.end();
      await running.closed;
      assert.equal(await running.exitCode(), 9);
    });

    it('ends with its container, and then nobody knows an exit code', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      const running = await containers.openExec(id, EXEC_ECHO_THEN_NINE);
      running.errors.resume();
      running.input.write('hello');
      await readBytes(running.output, 5);
      await containers.remove(id);
      assert.equal((await readAll(running.output)).length, 0);
      await running.closed;
      assert.notEqual(await running.exitCode(), 9);
    });

    it('is refused where nothing runs or everything stands still', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await containers.create(specOf(harness));
      await refuses(containers.openExec(id, ['cat']), 'CONTAINER_NOT_RUNNING');
      await containers.start(id);
      await containers.pause(id);
      await refuses(containers.openExec(id, ['cat']), 'CONTAINER_NOT_RUNNING');
    });
  });
}
