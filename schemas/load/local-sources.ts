// Agents whose source is a folder of the same tree: whether a manifest is there, and whether it is one. Pure but for
// the reading that is handed in.

import type { Declaration, DeclaredAgent } from '../declaration.ts';
import { resourceName } from '../declaration.ts';
import { MANIFEST_FILE, type Manifest } from '../manifest/manifest.ts';
import type { Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { validateManifest } from '../validate/manifest.ts';
import { openPlaces } from './find-place.ts';

/** The bytes of a file below the tree's root; undefined where there is none. */
export type ReadPath = (path: string) => Uint8Array | undefined;

export interface LocalSources {
  /** With the problems of these manifests added. The agents stay declared: a build will say the same. */
  readonly declaration: Declaration;
  /** Of the agents whose source is here and can be read. */
  readonly manifests: ReadonlyMap<DeclaredAgent, Manifest>;
}

export function checkLocalSources(declaration: Declaration, read: ReadPath): LocalSources {
  const byManifest = Map.groupBy(
    declaration.agents.filter(({ spec }) => spec.source.repo === undefined),
    manifestPath,
  );
  const manifests = new Map<DeclaredAgent, Manifest>();
  const problems = [...byManifest].flatMap(([manifest, agents]) => {
    const bytes = read(manifest);
    if (bytes === undefined) return agents.map((agent) => missing(agent, read));
    const result = validateManifest(manifest, decodeUtf8(bytes).text);
    if (result.type === 'invalid') return result.problems;
    for (const agent of agents) manifests.set(agent, result.manifest);
    return result.warnings;
  });
  return { declaration: { ...declaration, problems: [...declaration.problems, ...problems] }, manifests };
}

function manifestPath({ spec }: DeclaredAgent): string {
  const folders = spec.source.path.split('/').filter((part) => part !== '' && part !== '.');
  return [...folders, MANIFEST_FILE].join('/');
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
