// Which commit a source follows, decided from a listing of refs alone.

import { maxSatisfying, parse, validRange } from 'semver';

import { parseCommitId } from '../../state/model/ids.ts';
import { GitError } from './errors.ts';
import type { RefListing, RefRequest, Resolved } from './repositories.ts';

/** The commit of `request`. Throws REPOSITORY_EMPTY and REF_NOT_FOUND. */
export function chooseRef(request: RefRequest, listing: RefListing, location: string): Resolved {
  const pinned = request.ref === undefined ? undefined : parseCommitId(request.ref);
  if (pinned !== undefined) return { commit: pinned };
  if (listing.refs.size === 0 && listing.head === undefined) {
    throw new GitError('REPOSITORY_EMPTY', `${location} has no commit yet.`, {
      hint: 'Push a first commit to it.',
      details: { location },
    });
  }
  if (request.semver !== undefined) return highestVersion(request.semver, listing, location);
  if (request.ref !== undefined) return named(request.ref, listing, location);
  return headOf(listing, location);
}

function headOf({ head }: RefListing, location: string): Resolved {
  if (head === undefined) {
    throw notFound('HEAD', location, 'Its default branch does not exist; name a branch with `ref`.');
  }
  return head.name === undefined ? { commit: head.commit } : { commit: head.commit, name: head.name };
}

function named(ref: string, listing: RefListing, location: string): Resolved {
  for (const name of [ref, `refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const commit = listing.refs.get(name);
    if (commit !== undefined) return { commit, name };
  }
  if (ref === 'HEAD') return headOf(listing, location);
  throw notFound(ref, location, nearby(listing));
}

function highestVersion(range: string, listing: RefListing, location: string): Resolved {
  if (validRange(range) === null) {
    throw notFound(
      range,
      location,
      'Write a range like `^1.2`, `~1.2.3` or `>=1 <3`.',
      'is not a range of versions',
    );
  }
  const tagOf = new Map<string, string>();
  for (const name of [...listing.refs.keys()].toSorted()) {
    if (!name.startsWith('refs/tags/')) continue;
    const version = parse(name.slice('refs/tags/'.length))?.version;
    if (version !== undefined) tagOf.set(version, name);
  }
  const highest = maxSatisfying([...tagOf.keys()], range);
  const name = highest === null ? undefined : tagOf.get(highest);
  const commit = name === undefined ? undefined : listing.refs.get(name);
  if (name === undefined || commit === undefined) {
    const versions = [...tagOf.values()].map(shortName);
    const hint = versions.length === 0 ? 'It has no tags that are versions.' : `It has ${sample(versions)}.`;
    throw notFound(range, location, hint, 'is satisfied by no tag');
  }
  return { commit, name };
}

function notFound(
  ref: string,
  location: string,
  hint: string,
  what = 'is no branch, tag or commit',
): GitError {
  return new GitError('REF_NOT_FOUND', `\`${ref}\` ${what} of ${location}.`, {
    hint,
    details: { location, ref },
  });
}

function nearby(listing: RefListing): string {
  const branches = [...listing.refs.keys()].filter((name) => name.startsWith('refs/heads/')).map(shortName);
  return branches.length === 0 ? 'It has no branch.' : `It has the branches ${sample(branches)}.`;
}

function shortName(name: string): string {
  return name.replace(/^refs\/(heads|tags)\//, '');
}

function sample(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
