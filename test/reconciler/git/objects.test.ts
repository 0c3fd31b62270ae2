// Formats that a hostile or damaged repository could abuse.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';

import { parseCommitObject } from '../../../reconciler/git/objects/commit-object.ts';
import { applyDelta } from '../../../reconciler/git/objects/delta.ts';
import { CorruptObjectError } from '../../../reconciler/git/objects/git-object.ts';
import { inflate } from '../../../reconciler/git/objects/inflate.ts';
import { entryHeader, parseEntryHeader } from '../../../reconciler/git/objects/pack-entry.ts';
import { parseTreeObject } from '../../../reconciler/git/objects/tree-object.ts';
import type { CommitId } from '../../../state/model/ids.ts';

const treeWith = (mode: string, name: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, 0xab)]);

describe('parseTreeObject', () => {
  for (const name of ['..', '.', '.git', '.GIT', 'a/b', '']) {
    it(`refuses the name ${JSON.stringify(name)}, because a build would write outside of its folder`, () => {
      assert.throws(() => parseTreeObject(treeWith('100644', name)), { code: 'OBJECT_INVALID' });
    });
  }

  it('refuses a tree that is cut off, because its last entry would be silently lost', () => {
    assert.throws(() => parseTreeObject(treeWith('100644', 'a').subarray(0, 20)), { code: 'OBJECT_INVALID' });
  });

  it('reads the modes of old repositories, because Git does', () => {
    assert.equal(parseTreeObject(treeWith('100664', 'a'))[0]?.type, 'file');
    assert.equal(parseTreeObject(treeWith('40000', 'a'))[0]?.type, 'tree');
    assert.throws(() => parseTreeObject(treeWith('777', 'a')), { code: 'OBJECT_INVALID' });
  });
});

describe('applyDelta', () => {
  const base = Buffer.from('0123456789');

  it('copies from the base and inserts, because that is all a delta can say', () => {
    const delta = Uint8Array.from([10, 6, 0x91, 2, 3, 3, 0x61, 0x62, 0x63]);
    assert.equal(Buffer.from(applyDelta(base, delta)).toString(), '234abc');
  });

  const bad: readonly (readonly [delta: readonly number[], why: string])[] = [
    [[11, 1, 1, 0x61], 'it was made for another base'],
    [[10, 3, 0x91, 9, 3], 'it copies beyond the end'],
    [[10, 1, 2, 0x61, 0x62], 'it makes more than it said'],
    [[10, 5, 1, 0x61], 'it makes less than it said'],
    [[10, 5, 0], 'the instruction is reserved'],
    [[0x80], 'it ends within a number'],
  ];
  for (const [delta, why] of bad) {
    it(`refuses a delta because ${why}`, () => {
      assert.throws(() => applyDelta(base, Uint8Array.from(delta)), CorruptObjectError);
    });
  }
});

describe('sizes that a repository only claims', () => {
  it('are refused before memory is taken for them, because a few bytes can claim terabytes', () => {
    const terabyte = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
    assert.throws(() => applyDelta(new Uint8Array(0), Uint8Array.from([0, ...terabyte])), {
      code: 'REPOSITORY_UNSUPPORTED',
    });
    assert.throws(() => inflate(deflateSync('x'), 2 ** 40), { code: 'REPOSITORY_UNSUPPORTED' });
    assert.throws(() => inflate(deflateSync(Buffer.alloc(100_000)), 10), CorruptObjectError);
  });
});

describe('entry headers', () => {
  for (const size of [0, 15, 16, 2047, 2048, 5_000_000_000]) {
    it(`come back as they were written for ${size} bytes, because completed packs are written by us`, () => {
      const header = parseEntryHeader(entryHeader('blob', size), 0);
      assert.deepEqual(
        { size: header.size, type: header.kind === 'object' ? header.type : header.kind },
        { size, type: 'blob' },
      );
    });
  }
});

describe('parseCommitObject', () => {
  const commit = 'c'.repeat(40) as CommitId;

  it('reads over a signature, because signed commits hold lines that look like headers', () => {
    const text = [
      `tree ${'a'.repeat(40)}`,
      'author A <a@example.com> 1 +0000',
      'committer B <b@example.com> 2 +0000',
      'gpgsig -----BEGIN PGP SIGNATURE-----',
      ' tree of lies',
      ' -----END PGP SIGNATURE-----',
      '',
      'Subject',
    ].join('\n');
    const { tree, at, subject } = parseCommitObject(commit, Buffer.from(text));
    assert.deepEqual({ tree, at, subject }, { tree: 'a'.repeat(40), at: 2000, subject: 'Subject' });
  });

  it('refuses a commit without a tree, because nothing could be read from it', () => {
    assert.throws(() => parseCommitObject(commit, Buffer.from('author A <a> 1 +0\n\nx')), {
      code: 'OBJECT_INVALID',
    });
  });
});
