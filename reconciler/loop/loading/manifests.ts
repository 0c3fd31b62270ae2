// Manifests by the id of their blob: equal ids have equal content, in whatever repository, so each is read once. What a
// langgraph.json amounts to depends on the agent's name too.

import { MANIFEST_FILE, type Manifest } from '../../../schemas/manifest/manifest.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { validateLanggraph } from '../../../schemas/validate/langgraph.ts';
import { LANGGRAPH_FILE } from '../../../schemas/manifest/langgraph.ts';
import { validateManifest } from '../../../schemas/validate/manifest.ts';
import type { SourceFailure } from '../../plan/desired.ts';
import { manifestInvalid } from './source-failure.ts';

export type ReadManifest =
  | { readonly type: 'valid'; readonly manifest: Manifest; readonly warnings: readonly Problem[] }
  | { readonly type: 'invalid'; readonly failure: SourceFailure };

/** One that was found for an agent; `file` says which kind it is, and names the text in problems. */
export interface FoundManifest {
  readonly oid: string;
  readonly file: string;
  readonly agent: string;
}

export interface Manifests {
  has(found: FoundManifest): boolean;
  parse(found: FoundManifest, bytes: () => Uint8Array): ReadManifest;
}

/** In the order in which they are looked for. */
export const MANIFEST_FILES = [MANIFEST_FILE, LANGGRAPH_FILE] as const;

const isLanggraph = (file: string) => file.slice(file.lastIndexOf('/') + 1) === LANGGRAPH_FILE;
const keyOf = ({ oid, file, agent }: FoundManifest) => (isLanggraph(file) ? `${oid} ${agent}` : oid);

export function createManifests(): Manifests {
  const valid = new Map<string, Extract<ReadManifest, { type: 'valid' }>>();
  return {
    has: (found) => valid.has(keyOf(found)),
    parse(found, bytes) {
      const known = valid.get(keyOf(found));
      if (known !== undefined) {
        const warnings = known.warnings.map((warning) => ({ ...warning, file: found.file }));
        return { ...known, warnings };
      }
      const text = new TextDecoder().decode(bytes());
      const result = isLanggraph(found.file)
        ? validateLanggraph(found.file, text, found.agent)
        : validateManifest(found.file, text);
      // What is wrong names the file, so it is not kept by content alone.
      if (result.type === 'invalid') return { type: 'invalid', failure: manifestInvalid(result.problems) };
      valid.set(keyOf(found), result);
      return result;
    },
  };
}
