// Each kind of edit, carried out on the texts of the files.

import { posix } from 'node:path';
import { type DeclaredResource, type Declaration, resourceName } from '../../../../schemas/declaration.ts';
import { stateOf, stateWithAgents } from '../../../../schemas/edit/declared-state.ts';
import { findInFile, newPath, putInFile, removeFromFile } from '../../../../schemas/edit/edit-file.ts';
import { resourceTitle, type ResourceName, type WrittenResource } from '../../../../schemas/edit/resource.ts';
import type { ConfigEdit } from '../../loader.ts';
import { checkAlone, type Meant } from './check-edit.ts';
import { resourceBroken, resourceChanged, resourceExists, resourceNotFound } from './errors.ts';
import { belongsTo, findResource, nameOf, resourcesOf } from './names.ts';
import type { Texts } from './texts.ts';

export interface MakeEditsDeps {
  readonly texts: Texts;
  readonly declaration: Declaration;
  /** The folder of declarations. */
  readonly configPath: string;
  /** What a space's resources were at another commit, as they were written there. */
  readonly writtenAt: (space: string, commit: string) => Promise<readonly WrittenResource[]>;
}

/** Throws `RESOURCE_EXISTS`, `RESOURCE_NOT_FOUND`, `RESOURCE_BROKEN` and `PRECONDITION_FAILED`. */
export async function makeEdits(edits: readonly ConfigEdit[], deps: MakeEditsDeps): Promise<Meant> {
  const { texts, declaration, configPath } = deps;
  const written: WrittenResource[] = [];
  const removed: ResourceName[] = [];

  const problemOf = (name: ResourceName) =>
    declaration.problems.find(
      ({ severity, resource }) => severity === 'error' && resource === resourceTitle(name),
    );
  function pathOf(name: ResourceName): string | undefined {
    const path = findResource(declaration, name)?.position.file;
    if (path !== undefined) return path;
    const problem = problemOf(name);
    if (problem !== undefined) throw resourceBroken(name, problem);
    return undefined;
  }
  function requirePath(name: ResourceName): string {
    const path = pathOf(name);
    if (path === undefined) throw resourceNotFound(name);
    return path;
  }

  function requireState(
    name: ResourceName,
    states: readonly string[] | undefined,
    stateIn: (resource: DeclaredResource) => string,
  ): void {
    if (states === undefined) return;
    const declared = findResource(declaration, name);
    const problem = declared === undefined ? problemOf(name) : undefined;
    if (problem !== undefined) throw resourceBroken(name, problem);
    if (declared === undefined || !states.includes(stateIn(declared))) throw resourceChanged(name);
  }
  function stateThatGoes(resource: DeclaredResource): string {
    if (resource.kind !== 'Space') return stateOf(resource);
    const agents = declaration.agents.filter(({ space }) => space === resource.name);
    return stateWithAgents(resource, agents);
  }

  async function put(resource: WrittenResource): Promise<void> {
    // Its name becomes a path.
    checkAlone(resource);
    const path = pathOf(resource) ?? posix.join(configPath, newPath(resource));
    texts.write(path, putInFile((await texts.read(path)) ?? '', resource));
    written.push(resource);
  }
  async function remove(name: ResourceName): Promise<void> {
    const path = requirePath(name);
    texts.write(path, removeFromFile((await texts.read(path)) ?? '', name));
    removed.push(name);
  }
  async function set(name: ResourceName, path: readonly string[], value: unknown): Promise<void> {
    const found = findInFile((await texts.read(requirePath(name))) ?? '', name);
    if (found === undefined) throw resourceNotFound(name);
    await put({ ...found, spec: withValue(found.spec ?? {}, path, value) });
  }
  async function removeSpace(space: string): Promise<void> {
    requirePath({ kind: 'Space', name: space });
    for (const resource of resourcesOf(declaration)) {
      if (belongsTo(resource, space)) await remove(nameOf(resource));
    }
  }
  async function restore(space: string, commit: string): Promise<void> {
    const then = await deps.writtenAt(space, commit);
    const names = new Set(then.map(resourceTitle));
    for (const resource of resourcesOf(declaration)) {
      if (belongsTo(resource, space) && !names.has(resourceName(resource))) await remove(nameOf(resource));
    }
    for (const resource of then) await put(resource);
  }

  for (const edit of edits) {
    switch (edit.type) {
      case 'create':
        if (pathOf(edit.resource) !== undefined) throw resourceExists(edit.resource);
        await put(edit.resource);
        break;
      case 'replace':
        requireState(edit.resource, edit.states, stateOf);
        requirePath(edit.resource);
        await put(edit.resource);
        break;
      case 'set':
        await set(edit.resource, edit.path, edit.value);
        break;
      case 'remove':
        requireState(edit.resource, edit.states, stateThatGoes);
        // What is declared in a space goes with it.
        if (edit.resource.kind === 'Space') await removeSpace(edit.resource.name);
        else await remove(edit.resource);
        break;
      case 'restore':
        await restore(edit.space, edit.commit);
        break;
      default:
        edit satisfies never;
    }
  }
  return { written, removed };
}

type Fields = Readonly<Record<string, unknown>>;

function withValue(fields: Fields, [name, ...more]: readonly string[], value: unknown): Fields {
  if (name === undefined) return fields;
  const below = more.length === 0 ? value : withValue((fields[name] ?? {}) as Fields, more, value);
  return { ...fields, [name]: below };
}
