// The one name of each thing that can stand on GitHub: who wants it twice means the same thing.

import { createHash } from 'node:crypto';
import type { Publication } from './publication.ts';

const longest = 200;

/** At most 200 characters: names that make it longer are shortened, with a hash in place of the rest. */
export function publicationKey(publication: Publication): string {
  const key = fullKey(publication, publication.repo.toLowerCase());
  if (key.length <= longest) return key;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${key.slice(0, longest - 33)}~${hash}`;
}

function fullKey(publication: Publication, repo: string): string {
  switch (publication.kind) {
    case 'comment':
      return `comment/${repo}#${publication.pull}`;
    case 'reply':
      return `reply/${repo}#${publication.pull}/${publication.id}`;
    case 'check':
      return `check/${repo}@${publication.run.commit}/${publication.run.name}`;
    case 'deployment':
      return `deployment/${repo}@${publication.commit}/${publication.space}`;
    case 'reaction':
      return `reaction/${repo}/${publication.comment}/${publication.reaction}`;
    case 'pull':
      return `pull/${repo}/${publication.branch}`;
    default:
      return publication satisfies never;
  }
}
