// The contract of commands in containers, and of files into and out of them.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { EXEC_BOTH, PROGRAMS } from '../../support/engine/programs.ts';
import { readTar, tarOf } from '../../support/engine/tars.ts';
import { refuses, specOf, started, type EngineHarness, type UseHarness } from './harness.ts';

async function withVolume(harness: EngineHarness): Promise<string> {
  const volume = harness.name('volume');
  await harness.engine.volumes.ensure(volume, {});
  return harness.engine.containers.create(specOf(harness, { mounts: [{ volume, path: '/session' }] }));
}

export function execAndCopiesContract(use: UseHarness): void {
  describe('exec', () => {
    it('gives the exit code and both outputs apart', async () => {
      const harness = use();
      const result = await harness.engine.containers.exec(await started(harness), EXEC_BOTH);
      assert.equal(result.exitCode, 5);
      assert.equal(result.stdout.toString(), 'one\n');
      assert.equal(result.stderr.toString(), 'two\n');
      assert.equal(result.truncated, false);
    });

    it('feeds standard input to its end, and keeps no more than was asked for', async () => {
      const harness = use();
      const id = await started(harness);
      const stdin = Readable.from([Buffer.from('some '), Buffer.from('bytes')]);
      const { stdout } = await harness.engine.containers.exec(id, ['cat'], { stdin });
      assert.equal(stdout.toString(), 'some bytes');
      const again = Readable.from([Buffer.from('some bytes')]);
      const short = await harness.engine.containers.exec(id, ['cat'], { stdin: again, maxBytes: 4 });
      assert.equal(short.stdout.toString(), 'some');
      assert.equal(short.truncated, true);
    });

    it('is refused where nothing runs or everything stands still', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await containers.create(specOf(harness));
      await refuses(containers.exec(id, ['ls']), 'CONTAINER_NOT_RUNNING');
      await containers.start(id);
      await containers.pause(id);
      await refuses(containers.exec(id, ['ls']), 'CONTAINER_NOT_RUNNING');
    });
  });

  describe('copies', () => {
    it('go into a volume before the first start and come out the same, owners as numbers', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await withVolume(harness);
      const files = [
        { name: 'work', type: 'directory' as const, uid: 10001, gid: 10001, mode: 0o755 },
        { name: 'work/note.txt', content: 'remember', uid: 10001, gid: 4242, mode: 0o600 },
      ];
      await containers.copyIn(id, '/session', tarOf(...files));
      const entries = await readTar(await containers.copyOut(id, '/session/work'));
      const note = entries.find(({ header }) => header.name === 'work/note.txt');
      assert.equal(note?.content, 'remember');
      assert.deepEqual(
        [note.header.uid, note.header.gid, (note.header.mode ?? 0) & 0o777],
        [10001, 4242, 0o600],
      );
    });

    it('carry a workspace from one container to another, which is what a fork does', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const [source, fork] = [await withVolume(harness), await withVolume(harness)];
      await containers.copyIn(
        source,
        '/session',
        tarOf({ name: 'a/b.txt', content: 'deep', uid: 7, gid: 8 }),
      );
      await containers.copyIn(fork, '/', await containers.copyOut(source, '/session')).catch(async () => {
        // Some engines refuse the root though all of the tar lies in a volume.
        await containers.copyIn(fork, '/session', await containers.copyOut(source, '/session/a'));
      });
      const entries = await readTar(await containers.copyOut(fork, '/session/a'));
      assert.equal(entries.find(({ header }) => header.name === 'a/b.txt')?.content, 'deep');
    });

    it('from volume to volume keep owners and what only root may read, by a command that may do no more', async () => {
      const harness = use();
      const { containers, volumes } = harness.engine;
      const [from, ...to] = ['from', 'to', 'to'].map((what) => harness.name(what));
      assert.ok(from);
      for (const volume of [from, ...to]) await volumes.ensure(volume, {});
      const at = (volume: string) =>
        containers.create(specOf(harness, { mounts: [{ volume, path: '/session' }] }));
      const entries = [
        { name: 'locked', type: 'directory' as const, uid: 10001, gid: 4242, mode: 0o100 },
        { name: 'locked/secret', content: 'read by nobody', uid: 7, gid: 8, mode: 0o100 },
      ];
      await containers.copyIn(await at(from), '/session', tarOf(...entries));
      const copier = await started(harness, {
        command: PROGRAMS.copyVolume.command,
        user: '0:0',
        mounts: [
          { volume: from, path: '/from', readOnly: true },
          ...to.map((volume, index) => ({ volume, path: `/to/${index}` })),
        ],
        capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
      });
      const { input } = await containers.attach(copier);
      input.write('\n');
      assert.equal(await containers.waitExit(copier), 0);
      for (const volume of to) {
        const copied = await readTar(await containers.copyOut(await at(volume), '/session/locked'));
        const shown = copied.map(({ header, content }) => [
          header.name.replace(/\/$/, ''),
          content,
          header.uid,
          header.gid,
          (header.mode ?? 0) & 0o777,
        ]);
        assert.deepEqual(shown, [
          ['locked', '', 10001, 4242, 0o100],
          ['locked/secret', 'read by nobody', 7, 8, 0o100],
        ]);
      }
    });

    it('say so where a path is absent', async () => {
      const harness = use();
      const id = await withVolume(harness);
      await refuses(harness.engine.containers.copyOut(id, '/session/nothing'), 'PATH_NOT_FOUND');
    });

    it('fail with the caller’s own error where the caller’s tar breaks off', async () => {
      const harness = use();
      const id = await withVolume(harness);
      const broken = new Readable({ read: () => undefined });
      const copying = harness.engine.containers.copyIn(id, '/session', broken);
      broken.destroy(new Error('the source is gone'));
      await assert.rejects(copying, /the source is gone/);
    });
  });
}
