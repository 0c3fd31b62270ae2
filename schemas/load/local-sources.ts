// Agents whose source is a folder of the same tree: whether a manifest is there, and whether it is one. Pure but for
// the reading that is handed in.

import type { Declaration, DeclaredAgent } from '../declaration.ts';
import { resourceName } from '../declaration.ts';
import { MANIFEST_FILE } from '../manifest/manifest.ts';
import type { Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { validateManifest } from '../validate/manifest.ts';
import { openPlaces } from './find-place.ts';

/** The bytes of a file below the tree's root; undefined where there is none. */
export type ReadPath = (path: string) => Uint8Array | undefined;

/** The declaration with the problems of these manifests added. The agents stay declared: a build will say the same. */
export function checkLocalSources(declaration: Declaration, read: ReadPath): Declaration {
  const byManifest = Map.groupBy(
    declaration.agents.filter(({ spec }) => spec.source.repo === undefined),
    manifestPath,
  );
  const problems = [...byManifest].flatMap(([manifest, agents]) => {
    const bytes = read(manifest);
    return bytes === undefined ? agents.map((agent) => missing(agent, read)) : check(manifest, bytes);
  });
  return { ...declaration, problems: [...declaration.problems, ...problems] };
}

function manifestPath({ spec }: DeclaredAgent): string {
  const folders = spec.source.path.split('/').filter((part) => part !== '' && part !== '.');
  return [...folders, MANIFEST_FILE].join('/');
}

function check(manifest: string, bytes: Uint8Array): readonly Problem[] {
  const result = validateManifest(manifest, decodeUtf8(bytes).text);
  return result.type === 'valid' ? result.warnings : result.problems;
}

function missing(agent: DeclaredAgent, read: ReadPath): Problem {
  const { file, line } = agent.position;
  const places = openPlaces(file, read(file) ?? '');
  return problemOf(places.source, {
    ...places.find(line, ['spec', 'source', 'path']),
    code: 'missing-manifest',
    message: `The agent "${agent.name}" has its source in ${agent.spec.source.path}, where there is no ${MANIFEST_FILE}.`,
    expected: `a folder with a ${MANIFEST_FILE}`,
    resource: resourceName(agent),
  });
}
