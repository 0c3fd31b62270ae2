// A root file system from packages, with stand-ins for the tool that makes it: what it says and how it ends decides.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { debianRoot } from '../../../runtime/images/base/debian-root.ts';

const path = process.env['PATH'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raworc-tool-'));
  process.env['PATH'] = `${folder}:/bin`;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true, force: true });
});

function tool(name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const onLog = () => {};

describe('a root file system from packages', () => {
  it('is what the tool writes', async () => {
    tool('mmdebstrap', 'printf system');
    assert.equal((await buffer(await debianRoot({ onLog }))).toString(), 'system');
  });

  it('is none where the tool fails after it began to write, for half a system must not become an image', async () => {
    tool('mmdebstrap', 'printf half; echo "E: no such mirror" >&2; exit 25');
    await assert.rejects(buffer(await debianRoot({ onLog })), {
      code: 'BASE_UNAVAILABLE',
      message: /ended with 25: E: no such mirror/,
    });
  });

  it('is made with a tool that is installed first where it is absent', async (t) => {
    if (process.getuid?.() !== 0) return t.diagnostic('only root installs');
    process.env['PATH'] = folder;
    const said: string[] = [];
    tool(
      'apt-get',
      `[ "$1" = install ] && printf '#!/bin/sh\\nprintf system\\n' > ${folder}/mmdebstrap && /bin/chmod +x ${folder}/mmdebstrap; true`,
    );
    const root = await debianRoot({ onLog: (text) => said.push(text) });
    assert.equal((await buffer(root)).toString(), 'system');
    assert.match(said.join('\n'), /apt-get install/);
  });

  it('says why where the tool can’t be installed', async () => {
    process.env['PATH'] = folder;
    await assert.rejects(debianRoot({ onLog }), { code: 'BASE_UNAVAILABLE' });
    tool('apt-get', 'echo "Unable to fetch" >&2; exit 100');
    await assert.rejects(debianRoot({ onLog }), { code: 'BASE_UNAVAILABLE' });
  });

  it('stops when it is called off', async () => {
    tool('mmdebstrap', 'printf half; exec sleep 600');
    const aborter = new AbortController();
    const root = await debianRoot({ onLog, signal: aborter.signal });
    root.once('data', () => aborter.abort());
    await assert.rejects(buffer(root), { name: 'AbortError' });
  });
});
