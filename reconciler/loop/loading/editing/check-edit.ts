// Whether what was edited says what was meant: read by the reader that counts, and beside everything else. Pure.

import { createHash } from 'node:crypto';
import type { Declaration } from '../../../../schemas/declaration.ts';
import { newFile } from '../../../../schemas/edit/edit-file.ts';
import type { ResourceName, WrittenResource } from '../../../../schemas/edit/resource.ts';
import { createLoader } from '../../../../schemas/load/loader.ts';
import type { Problem } from '../../../../schemas/problem.ts';
import { declarationInvalid, editNotFaithful } from './errors.ts';
import { findResource } from './names.ts';

export interface Meant {
  readonly written: readonly WrittenResource[];
  readonly removed: readonly ResourceName[];
}

/** Throws `DECLARATION_INVALID` for problems that were not there before, and `EDIT_NOT_FAITHFUL`. */
export function checkEdit(before: Declaration, after: Declaration, { written, removed }: Meant): void {
  const known = new Set(before.problems.map(problemKey));
  const caused = after.problems.filter(
    (problem) => problem.severity === 'error' && !known.has(problemKey(problem)),
  );
  if (caused.length > 0) throw declarationInvalid(caused);
  for (const resource of written) {
    const declared = findResource(after, resource);
    if (declared === undefined || declared.digest !== digestOf(resource)) throw editNotFaithful(resource);
  }
  for (const name of removed) if (findResource(after, name) !== undefined) throw editNotFaithful(name);
}

function problemKey({ code, file, resource, message }: Problem): string {
  return JSON.stringify([code, file, resource, message]);
}

/** Throws `DECLARATION_INVALID` for what is wrong with the resource by itself, its name among it. */
export function checkAlone(resource: WrittenResource): void {
  const own = loadAlone(resource).problems.filter(
    ({ severity, code }) => severity === 'error' && code !== 'unknown-space' && code !== 'unknown-agent',
  );
  if (own.length > 0) throw declarationInvalid(own);
}

function digestOf(resource: WrittenResource): string | undefined {
  return findResource(loadAlone(resource), resource)?.digest;
}

/** In a file of its own, beside nothing but its space. */
function loadAlone(resource: WrittenResource): Declaration {
  const { space } = resource;
  const beside = space === undefined ? '' : `---\n${newFile({ kind: 'Space', name: space })}`;
  const text = `${newFile(resource)}${beside}`;
  const blob = createHash('sha1').update(text).digest('hex');
  return createLoader().load([{ path: 'resource.yaml', blob }], () => text);
}
