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
  const local = declaration.agents.filter(({ spec }) => spec.source.repo === undefined);
  const problems = local.flatMap((agent) => checkManifest(agent, read));
  return { ...declaration, problems: [...declaration.problems, ...problems] };
}

function checkManifest(agent: DeclaredAgent, read: ReadPath): readonly Problem[] {
  const folder = agent.spec.source.path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  const manifest = folder === '.' || folder === '' ? MANIFEST_FILE : `${folder}/${MANIFEST_FILE}`;
  const bytes = read(manifest);
  const resource = resourceName(agent);
  if (bytes === undefined) {
    const message = `The agent "${agent.name}" has its source in ${agent.spec.source.path}, where there is no ${MANIFEST_FILE}.`;
    const expected = `a folder with a ${MANIFEST_FILE}`;
    const { file, line } = agent.position;
    const places = openPlaces(file, read(file) ?? '');
    const span = places.find(line, ['spec', 'source', 'path']);
    return [problemOf(places.source, { ...span, code: 'missing-manifest', message, expected, resource })];
  }
  const result = validateManifest(manifest, decodeUtf8(bytes).text);
  const found = result.type === 'valid' ? result.warnings : result.problems;
  return found.map((problem) => Object.assign({}, problem, { resource }));
}
