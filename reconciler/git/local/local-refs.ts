// Reads the refs of a repository on this machine: packed ones, and those in files of their own, which win.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseCommitId, type CommitId } from '../../../state/model/ids.ts';
import { targetOfTag } from '../objects/commit-object.ts';
import type { ObjectSource } from '../objects/git-object.ts';
import type { RefListing } from '../repositories.ts';
import type { GitDir } from './git-dir.ts';

export async function readLocalRefs({ own, shared }: GitDir, objects: ObjectSource): Promise<RefListing> {
  const ids = new Map([
    ...packedRefs(shared),
    ...looseRefs(shared, 'refs/heads'),
    ...looseRefs(shared, 'refs/tags'),
  ]);
  const refs = await peel(ids, objects);
  const head = readHead(join(own, 'HEAD'));
  if (head.commit !== undefined) return { head: { commit: head.commit }, refs };
  const commit = head.name === undefined ? undefined : refs.get(head.name);
  return head.name === undefined || commit === undefined
    ? { refs }
    : { head: { name: head.name, commit }, refs };
}

function readHead(path: string): { readonly name?: string; readonly commit?: CommitId } {
  const text = readFileSync(path, 'utf8').trim();
  if (text.startsWith('ref: ')) return { name: text.slice('ref: '.length) };
  const commit = parseCommitId(text);
  return commit === undefined ? {} : { commit };
}

function packedRefs(dir: string): readonly (readonly [string, string])[] {
  return readIfThere(join(dir, 'packed-refs'))
    .split('\n')
    .map((line) => /^([0-9a-f]{40}) (refs\/(?:heads|tags)\/.+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, id = '', name = '']) => [name, id] as const);
}

function looseRefs(dir: string, below: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const entry of entriesIfThere(join(dir, below))) {
    const name = `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...looseRefs(dir, name));
    else {
      const id = readIfThere(join(dir, name)).trim();
      if (/^[0-9a-f]{40}$/.test(id)) found.push([name, id]);
    }
  }
  return found;
}

/** Annotated tags, which may point to tags, become the commits at their end; what ends elsewhere is left out. */
async function peel(ids: ReadonlyMap<string, string>, objects: ObjectSource): Promise<Map<string, CommitId>> {
  const refs = new Map<string, CommitId>();
  let open = new Map(ids);
  while (open.size > 0) {
    const found = await objects.readMany(open.values());
    const next = new Map<string, string>();
    for (const [name, id] of open) {
      const object = found.get(id);
      if (object?.type === 'tag') next.set(name, targetOfTag(object.bytes));
      if (object?.type === 'commit') refs.set(name, id as CommitId);
    }
    open = next;
  }
  return refs;
}

function readIfThere(path: string): string {
  return ifThere(() => readFileSync(path, 'utf8'), '');
}

function entriesIfThere(path: string) {
  return ifThere(() => readdirSync(path, { withFileTypes: true }), []);
}

function ifThere<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw thrown;
  }
}
