// What a pull request says that has agents take up a newer commit. Pure.

import type { Bump } from '../../../reconciler/loop/loader.ts';
import { code, link } from '../render/markdown.ts';

/** One branch for each repository, so that a newer commit moves the pull request that is open. */
export function bumpBranch(repository: string): string {
  const name = repository
    .replace(/^\w+:\/\//, '')
    .replace(/\.git$/, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `raworc/bump/${name}`;
}

export function bumpTitle(repository: string, bumps: readonly Bump[]): string {
  const targets = [...new Set(bumps.map(({ to }) => to.slice(0, 7)))];
  return `Bump ${nameOf(repository)} to ${targets.join(', ')}`;
}

export function bumpBody(repository: string, bumps: readonly Bump[]): string {
  const rows = bumps.map(({ space, agent, from, to }) => {
    const url = /^https?:/.test(repository)
      ? `${repository.replace(/\.git$/, '')}/compare/${from}...${to}`
      : undefined;
    const step = link(`${code(from.slice(0, 7))} → ${code(to.slice(0, 7))}`, url);
    return `| ${code(space)} | ${code(agent)} | ${step} |`;
  });
  return [
    `${code(nameOf(repository))} has newer commits. Merged, this pull request has these agents take them up.`,
    ['| space | agent | commits |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function nameOf(repository: string): string {
  return repository
    .replace(/\.git$/, '')
    .split('/')
    .slice(-2)
    .join('/');
}
