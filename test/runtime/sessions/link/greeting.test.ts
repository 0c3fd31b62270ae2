// Supervisors that are silent, too new, too old or another one than before: each is told by its code.

import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import type { Attachment } from '../../../../runtime/containers/engine.ts';
import { isLinkError, type LinkErrorCode } from '../../../../runtime/sessions/link/errors.ts';
import { createBroadcast } from '../../../support/supervisor/broadcast.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';
import { openTestLink, type TestLinkOptions } from '../../../support/supervisor/test-link.ts';

const HELLO = { version: 1, boot: 'b1', pid: 1, epoch: 1, seq: 0, turns: [], workers: [] };

/** Answers each hello with what `say` makes of its id. */
function imagined(say: (id: string, count: number) => readonly object[] | undefined) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let count = 0;
  const stdin = new Writable({
    write(bytes: Buffer, _, done) {
      for (const line of bytes.toString('utf8').trim().split('\n')) {
        const command = JSON.parse(line) as { type: string; id: string };
        if (command.type !== 'hello') continue;
        for (const frame of say(command.id, (count += 1)) ?? []) stdout.write(`${JSON.stringify(frame)}\n`);
      }
      done();
    },
  });
  return { ...createBroadcast(stdin, stdout, stderr), stdout, stderr };
}

const fails = (options: Pick<TestLinkOptions, 'attach' | 'helloTimeoutMs'>, code: LinkErrorCode) =>
  assert.rejects(openTestLink(undefined, options), (thrown) => isLinkError(thrown, code));

test('one that says nothing is given up after the time allowed', () =>
  fails({ attach: imagined(() => undefined).attach, helloTimeoutMs: 30 }, 'SUPERVISOR_SILENT'));

test('one that dies at its start is told with what it said on standard error, or nobody could tell why', async () => {
  const attach = async (): Promise<Attachment> => {
    const { attach, stdout, stderr } = imagined(() => undefined);
    const attachment = await attach();
    stderr.write('python3: not found\n');
    setImmediate(() => stdout.destroy());
    return attachment;
  };
  await assert.rejects(
    openTestLink(undefined, { attach }),
    (thrown) =>
      isLinkError(thrown, 'SUPERVISOR_SILENT') && String(thrown.details['errors']).includes('not found'),
  );
});

for (const [version, understood] of [
  [0, false],
  [1, true],
  [2, true],
  [3, true],
  [4, false],
] as const) {
  test(`one of version ${version} is ${understood ? 'understood' : 'refused'}`, async () => {
    const { attach } = imagined((re) => [{ type: 'hello', re, ...HELLO, version }]);
    if (!understood) return fails({ attach }, 'PROTOCOL_MISMATCH');
    return (await openTestLink(undefined, { attach })).link.close();
  });
}

test('one that refuses our version or our epoch is told by its own code', async () => {
  for (const code of ['PROTOCOL_MISMATCH', 'STALE_EPOCH'] as const) {
    const error = { code, message: 'No.', hint: 'Go.' };
    await fails({ attach: imagined((re) => [{ type: 'answer', re, ok: false, error }]).attach }, code);
  }
});

test('frames said before the hello were for somebody else, and half a line breaks nothing', async () => {
  const { attach, stdout } = imagined((re) => [
    { type: 'turn.done', seq: 4, turn: 't', attempt: 1, content: '' },
    { type: 'hello', re: 'another', ...HELLO },
    { type: 'hello', re, ...HELLO },
    { type: 'turn.done', seq: 4, turn: 't', attempt: 1, content: 'mine' },
    { type: 'of the future', seq: 5 },
    { type: 'also', without: 'a number' },
  ]);
  const opening = openTestLink(undefined, { attach });
  stdout.write('ent":"the end of a line"}\n');
  await using host = await opening;
  assert.equal((await host.end('t')).content, 'mine');
  assert.equal(host.frames.length, 2);
});

test('another supervisor behind the same container ends the link: what it held is gone', async () => {
  const { attach, detachAll } = imagined((re, count) => [{ type: 'hello', re, ...HELLO, boot: `b${count}` }]);
  const host = await openTestLink(undefined, { attach });
  detachAll();
  assert.equal((await host.link.closed)?.code, 'SUPERVISOR_RESTARTED');
});

test('commands garbled by somebody else’s half line are sent again', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  const other = await supervisor.attach();
  other.input.write('half a line');
  assert.deepEqual(await host.link.request({ type: 'turn.cancel', turn: 'none' }), { state: 'unknown' });
});
