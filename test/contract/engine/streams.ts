// The contract of attachments: what a session's protocol is spoken over.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLOOD_BYTES, PROGRAMS } from '../../support/engine/programs.ts';
import { readAll, readBytes, refuses, specOf, started, type UseHarness } from './harness.ts';

const LOOKS = 10;

export function streamsContract(use: UseHarness): void {
  describe('attachments', () => {
    it('carry lines in and out, for every message of a session goes this way', async () => {
      const harness = use();
      const streams = await harness.engine.containers.attach(await started(harness));
      for (const line of ['{"a":1}\n', '\n', '{"b":"ü"}\n']) {
        streams.input.write(line);
        assert.equal((await readBytes(streams.output, Buffer.byteLength(line))).toString(), line);
      }
      streams.end();
      await streams.closed;
    });

    it('keep output and errors apart, and end when the process does', async () => {
      const harness = use();
      const id = await started(harness, { command: PROGRAMS.answerAndExit.command });
      const streams = await harness.engine.containers.attach(id);
      streams.input.write('go\n');
      const [output, errors] = await Promise.all([readAll(streams.output), readAll(streams.errors)]);
      assert.deepEqual([output.toString(), errors.toString()], ['out\n', 'err\n']);
      await streams.closed;
      assert.equal(await harness.engine.containers.waitExit(id), 3);
    });

    it('pass every byte as it is, since agents may print anything', async () => {
      const harness = use();
      const streams = await harness.engine.containers.attach(await started(harness));
      const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
      streams.input.write(bytes);
      assert.deepEqual(await readBytes(streams.output, bytes.length), bytes);
      streams.end();
    });

    it('pass a line of 256 KiB, the largest frame of the protocol', async () => {
      const harness = use();
      const streams = await harness.engine.containers.attach(await started(harness));
      const line = `${'x'.repeat(256 * 1024 - 1)}\n`;
      streams.input.write(line);
      assert.equal((await readBytes(streams.output, line.length)).toString(), line);
      streams.end();
    });

    it('hold the writer back while nobody reads, so that memory stays bounded end to end', async () => {
      const harness = use();
      const { containers, volumes } = harness.engine;
      const volume = harness.name('volume');
      await volumes.ensure(volume, {});
      const mounts = [{ volume, path: '/session' }];
      const id = await started(harness, { command: PROGRAMS.flood.command, mounts });
      const streams = await containers.attach(id);
      streams.input.write('go\n');
      let read = (await readBytes(streams.output, 1)).length;
      for (let look = 0; look < LOOKS; look += 1) {
        const { stdout } = await containers.exec(id, ['ls', '/session']);
        assert.equal(stdout.toString(), '', 'the writer went on although nobody read');
      }
      read += (await readBytes(streams.output, FLOOD_BYTES - read)).length;
      assert.equal(read, FLOOD_BYTES);
      // An answer proves that the writer is past its file.
      streams.input.write('done\n');
      await readBytes(streams.output, 'done\n'.length);
      assert.equal((await containers.exec(id, ['ls', '/session'])).stdout.toString(), 'done\n');
      streams.end();
    });

    it('replay nothing, and many at once hear the same', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      const first = await containers.attach(id);
      first.input.write('early\n');
      await readBytes(first.output, 'early\n'.length);
      const others = await Promise.all(Array.from({ length: 8 }, () => containers.attach(id)));
      first.input.write('late\n');
      for (const { output } of [first, ...others]) {
        assert.equal((await readBytes(output, 'late\n'.length)).toString(), 'late\n');
      }
      for (const streams of [first, ...others]) streams.end();
      await Promise.all([first, ...others].map(({ closed }) => closed));
    });

    it('can be ended and made again without the container noticing, as a restarted runtime does', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      for (let round = 0; round < 3; round += 1) {
        const streams = await containers.attach(id);
        streams.input.write(`${round}\n`);
        await readBytes(streams.output, 2);
        streams.end();
        await streams.closed;
        streams.end();
      }
      assert.equal((await containers.inspect(id))?.state, 'running');
    });

    it('deliver nothing while paused and everything afterwards', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      const streams = await containers.attach(id);
      await containers.pause(id);
      streams.input.write('asked while paused\n');
      await containers.inspect(id);
      assert.equal(streams.output.read(), null);
      await containers.unpause(id);
      assert.equal((await readBytes(streams.output, 19)).toString(), 'asked while paused\n');
      streams.end();
    });

    it('are refused unless the container runs, for the engine itself would say nothing for ever', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await containers.create(specOf(harness));
      await refuses(containers.attach(id), 'CONTAINER_NOT_RUNNING');
      await containers.start(id);
      await containers.pause(id);
      await refuses(containers.attach(id), 'CONTAINER_NOT_RUNNING');
      await containers.unpause(id);
      await containers.stop(id);
      await refuses(containers.attach(id), 'CONTAINER_NOT_RUNNING');
    });

    it('end when the container is killed or removed, so that nobody waits for an answer that can’t come', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      const streams = await containers.attach(id);
      const [, rest] = await Promise.all([containers.remove(id), readAll(streams.output), streams.closed]);
      assert.equal(rest.length, 0);
      streams.input.write('into the void\n');
    });

    it('are not begun where the signal was aborted before', async () => {
      const harness = use();
      const id = await started(harness);
      await assert.rejects(harness.engine.containers.attach(id, { signal: AbortSignal.abort() }), {
        name: 'AbortError',
      });
    });
  });
}
