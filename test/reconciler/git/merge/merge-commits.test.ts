// Two commits merged in memory, where contents need not be looked at.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mergeCommits } from '../../../../reconciler/git/merge/merge-commits.ts';
import {
  createMemoryRepositories,
  type MemoryFiles,
} from '../../../../reconciler/git/memory/memory-repositories.ts';

const bytes = (last: number) => new Uint8Array([0xff, 0xfe, last]);

async function merged(before: MemoryFiles, ours: MemoryFiles, theirs: MemoryFiles) {
  const repository = createMemoryRepositories().open('https://git.example.com/team/config');
  const ancestor = await repository.commit(before);
  await repository.branch('theirs', ancestor);
  const commits = {
    ancestor,
    ours: await repository.commit(ours),
    theirs: await repository.commit(theirs, 'Theirs', { branch: 'theirs' }),
  };
  for (const commit of Object.values(commits)) await repository.fetch(commit);
  const { changes, contents, conflicts } = await mergeCommits(repository, commits);
  const oids = changes.flatMap(({ to }) => (to === undefined ? [] : [to.oid]));
  const stored = await repository.readMany(oids.filter((oid) => !contents.has(oid)));
  const content = (oid: string) => Array.from(contents.get(oid) ?? stored.get(oid) ?? []);
  return {
    conflicts,
    changes: changes.map(({ path, to }) => [path, to?.type, to && content(to.oid)]),
  };
}

test('what is no text comes together where only one side changed its content', async () => {
  const executable = { type: 'executable', content: bytes(1) } as const;
  const both = { type: 'executable', content: bytes(2) } as const;
  assert.deepEqual(await merged({ icon: bytes(1) }, { icon: bytes(2) }, { icon: executable }), {
    conflicts: [],
    changes: [['icon', 'executable', [0xff, 0xfe, 2]]],
  });
  assert.deepEqual(await merged({ icon: bytes(1) }, { icon: executable }, { icon: bytes(2) }), {
    conflicts: [],
    changes: [['icon', 'executable', [0xff, 0xfe, 2]]],
  });
  assert.deepEqual(await merged({ icon: bytes(1) }, { icon: both }, { icon: bytes(2) }), {
    conflicts: [],
    changes: [],
  });
});

test('where both did, it is for people', async () => {
  assert.deepEqual(await merged({ icon: bytes(1) }, { icon: bytes(2) }, { icon: bytes(3) }), {
    conflicts: ['icon'],
    changes: [],
  });
});
