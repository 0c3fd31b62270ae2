// Archives that break off, wherever they do: always an answer that says so.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { readTar } from '../../../../../runtime/sessions/workspaces/archive/read-tar.ts';
import { RaworcError } from '../../../../../state/model/errors.ts';

async function zipped(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'a' }, 'x'.repeat(3_000));
  tar.entry({ name: 'b' }, 'y'.repeat(10));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

test('one that is cut off has a code wherever it ends, also in the middle of an entry that somebody reads', async () => {
  const whole = await zipped();
  for (let end = 2; end < whole.length; end += 1) {
    const reading = (async () => {
      for await (const entry of readTar(Readable.from([whole.subarray(0, end)])))
        for await (const chunk of entry) assert.ok(chunk.length > 0);
    })();
    await assert.rejects(
      reading,
      (thrown) => thrown instanceof RaworcError && thrown.code.startsWith('ARCHIVE_'),
    );
  }
});
