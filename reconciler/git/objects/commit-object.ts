// Parses commit objects, and finds what an annotated tag points to. Pure.

import { parseCommitId, type CommitId } from '../../../state/model/ids.ts';
import type { CommitInfo } from '../repositories.ts';
import { invalidObject } from '../errors.ts';

const utf8 = new TextDecoder();
const nobody = { name: '', email: '', at: 0 };

export interface CommitObject extends CommitInfo {
  /** The root tree's id. */
  readonly tree: string;
}

export function parseCommitObject(commit: CommitId, bytes: Uint8Array): CommitObject {
  const [head = '', ...paragraphs] = utf8.decode(bytes).split('\n\n');
  const parents: CommitId[] = [];
  let tree: string | undefined;
  let author = nobody;
  let committer = nobody;
  for (const line of head.split('\n')) {
    const space = line.indexOf(' ');
    const value = line.slice(space + 1);
    switch (line.slice(0, space)) {
      case 'tree':
        tree ??= value;
        break;
      case 'parent': {
        const parent = parseCommitId(value);
        if (parent !== undefined) parents.push(parent);
        break;
      }
      case 'author':
        author = parsePerson(value);
        break;
      case 'committer':
        committer = parsePerson(value);
        break;
      default: // signatures and what later versions of Git add
    }
  }
  if (tree === undefined) throw invalidObject(`The commit ${commit} has no tree.`);
  const subject = paragraphs.join('\n\n').trimStart().split('\n', 1)[0] ?? '';
  return {
    commit,
    tree,
    parents,
    author: author.name,
    email: author.email,
    committer: committer.name,
    committerEmail: committer.email,
    at: committer.at,
    subject,
  };
}

/** The id of what an annotated tag points to. */
export function targetOfTag(bytes: Uint8Array): string {
  const target = /^object ([0-9a-f]{40})$/m.exec(utf8.decode(bytes))?.[1];
  if (target === undefined) throw invalidObject('A tag points to nothing.');
  return target;
}

function parsePerson(text: string): { readonly name: string; readonly email: string; readonly at: number } {
  const match = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(text);
  return { name: match?.[1] ?? '', email: match?.[2] ?? '', at: Number(match?.[3] ?? 0) * 1000 };
}
