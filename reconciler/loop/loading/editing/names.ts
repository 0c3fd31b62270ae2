// Declared resources and the names by which edits speak of them. Pure.

import type { Declaration, DeclaredResource } from '../../../../schemas/declaration.ts';
import type { ResourceName } from '../../../../schemas/edit/resource.ts';

export function resourcesOf(declaration: Declaration): readonly DeclaredResource[] {
  const { spaces, agents, secrets, roles, roleBindings } = declaration;
  return [...spaces, ...agents, ...secrets, ...roles, ...roleBindings];
}

export function nameOf(resource: DeclaredResource): ResourceName {
  const { kind, name } = resource;
  return 'space' in resource ? { kind, name, space: resource.space } : { kind, name };
}

export function findResource(
  declaration: Declaration,
  { kind, name, space }: ResourceName,
): DeclaredResource | undefined {
  return resourcesOf(declaration).find((resource) => {
    const own = 'space' in resource ? resource.space : undefined;
    return resource.kind === kind && resource.name === name && own === space;
  });
}

/** A space itself, and all that is declared in it. */
export function belongsTo(resource: DeclaredResource, space: string): boolean {
  if (resource.kind === 'Space') return resource.name === space;
  return 'space' in resource && resource.space === space;
}
