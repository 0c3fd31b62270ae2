// Agents whose source is a folder of the same tree: whether a manifest is there, and whether it is one. Pure but for
// the reading that is handed in.

import type { Declaration, DeclaredAgent } from '../declaration.ts';
import { resourceName } from '../declaration.ts';
import { LANGGRAPH_FILE } from '../manifest/langgraph.ts';
import { MANIFEST_FILE, type Manifest } from '../manifest/manifest.ts';
import type { Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { validateLanggraph } from '../validate/langgraph.ts';
import { type ManifestResult, validateManifest } from '../validate/manifest.ts';
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
    (agent) => pathOf(agent, MANIFEST_FILE),
  );
  const manifests = new Map<DeclaredAgent, Manifest>();
  const judge = (result: ManifestResult, agents: readonly DeclaredAgent[]) => {
    if (result.type === 'invalid') return result.problems;
    for (const agent of agents) manifests.set(agent, result.manifest);
    return result.warnings;
  };
  const problems = [...byManifest].flatMap(([manifest, agents]) => {
    const bytes = read(manifest);
    if (bytes !== undefined) return judge(validateManifest(manifest, decodeUtf8(bytes).text), agents);
    return agents.flatMap((agent) => {
      const other = readOther(agent, read);
      return other === undefined ? [missing(agent, read)] : judge(other, [agent]);
    });
  });
  return { declaration: { ...declaration, problems: [...declaration.problems, ...problems] }, manifests };
}

/** What LangGraph's own tools read, where there is no manifest; which graph it is depends on the agent. */
function readOther(agent: DeclaredAgent, read: ReadPath): ManifestResult | undefined {
  const file = pathOf(agent, LANGGRAPH_FILE);
  const bytes = read(file);
  return bytes === undefined ? undefined : validateLanggraph(file, decodeUtf8(bytes).text, agent.name);
}

function pathOf({ spec }: DeclaredAgent, file: string): string {
  const folders = spec.source.path.split('/').filter((part) => part !== '' && part !== '.');
  return [...folders, file].join('/');
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
