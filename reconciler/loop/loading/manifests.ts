// Manifests by the id of their blob: equal ids have equal content, in whatever repository, so each is read once.

import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import { validateManifest } from '../../../schemas/validate/manifest.ts';
import type { SourceFailure } from '../../plan/desired.ts';
import { manifestInvalid } from './source-failure.ts';

export type ReadManifest =
  | { readonly type: 'valid'; readonly manifest: Manifest }
  | { readonly type: 'invalid'; readonly failure: SourceFailure };

export interface Manifests {
  has(oid: string): boolean;
  /** `file` names the text in problems. */
  parse(oid: string, file: string, bytes: () => Uint8Array): ReadManifest;
}

export function createManifests(): Manifests {
  const valid = new Map<string, Manifest>();
  return {
    has: (oid) => valid.has(oid),
    parse(oid, file, bytes) {
      const known = valid.get(oid);
      if (known !== undefined) return { type: 'valid', manifest: known };
      const result = validateManifest(file, new TextDecoder().decode(bytes()));
      // What is wrong names the file, so it is not kept by content alone.
      if (result.type === 'invalid') return { type: 'invalid', failure: manifestInvalid(result.problems) };
      valid.set(oid, result.manifest);
      return result;
    },
  };
}
