// What `raworc init` writes: valid as it stands, and never over what somebody has.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { starterFiles, starterRuntimes } from '../../../cli/init/starter.ts';
import { writeNew } from '../../../cli/init/write-new.ts';
import { loadDirectory } from '../../../schemas/load/directory.ts';

describe('a config repository to begin with', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'raworc-init-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const runtime of starterRuntimes) {
    it(`has no problem with ${runtime}, because it is what a newcomer reads first`, () => {
      writeNew(folder, starterFiles({ space: 'my-team', agent: 'assistant', runtime }));
      const { declaration, manifests } = loadDirectory(folder);
      assert.deepEqual(declaration.problems, []);
      assert.deepEqual([declaration.spaces.length, declaration.agents.length, manifests.size], [1, 1, 1]);
    });
  }

  it('takes a second space beside the first', () => {
    writeNew(folder, starterFiles({ space: 'one', agent: 'a', runtime: 'python3' }));
    const { 'README.md': _, ...second } = starterFiles({ space: 'two', agent: 'b', runtime: 'node' });
    writeNew(folder, second);
    const { declaration } = loadDirectory(folder);
    assert.deepEqual(declaration.problems, []);
    assert.equal(declaration.spaces.length, 2);
  });

  it('writes nothing at all where one file is taken, for half of it would be worse than none', () => {
    writeFileSync(join(folder, 'README.md'), 'mine');
    const files = starterFiles({ space: 'my-team', agent: 'assistant', runtime: 'python3' });
    assert.throws(() => writeNew(folder, files), { code: 'FILE_EXISTS', message: /README\.md/ });
    assert.equal(readFileSync(join(folder, 'README.md'), 'utf8'), 'mine');
    assert.equal(existsSync(join(folder, 'spaces')), false);
  });
});
