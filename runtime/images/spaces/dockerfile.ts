// The Dockerfile of a space's image. Pure.

import { AGENT_UID } from '../base/recipe.ts';
import { agentFolder } from '../layers/dockerfile.ts';
import type { StartingPoint } from './start.ts';

/**
 * Agents are copied by commands over mounted layers instead of by COPY: one file system layer holds any number of agents,
 * so that depth doesn't grow with them, and replacing an agent removes what its new version no longer has.
 * More than this many are copied by several such commands, for a container takes only so many mounts.
 */
export const AGENTS_PER_COMMAND = 64;

/** `imageOf` names an agent's layer image. */
export function spaceDockerfile(
  { from, copy, remove }: StartingPoint,
  imageOf: (layer: StartingPoint['copy'][number]) => string,
): string {
  const user = `USER ${AGENT_UID}:${AGENT_UID}`;
  const groups = chunks(copy, AGENTS_PER_COMMAND);
  const removal = remove.length === 0 ? [] : [`rm -rf ${remove.map(agentFolder).join(' ')}`];
  if (groups.length === 0 && removal.length === 0) return `FROM ${from}\n${user}\n`;

  const commands = (groups.length === 0 ? [[]] : groups).map((group, at) => {
    const mounts = group.map(
      (layer) =>
        `--mount=type=bind,from=${imageOf(layer)},source=${agentFolder(layer.agent)},target=${mounted(layer.agent)} \\\n  `,
    );
    const copies =
      group.length === 0 ? [] : [`cp -a ${group.map(({ agent }) => mounted(agent)).join(' ')} /agents/`];
    return `RUN ${mounts.join('')}${[...(at === 0 ? removal : []), ...copies].join(' && ')}`;
  });
  return [`FROM ${from}`, 'USER 0:0', ...commands, user, ''].join('\n');
}

const mounted = (agent: string): string => `/mnt/${agent}`;

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const found: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size));
  return found;
}
