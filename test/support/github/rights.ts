// Who may do what: people by their part in the repository, an App by what it was granted.

import type { Caller, Level, RepoState, Right, World } from './model.ts';
import { forbidden, notFound, unauthorized, type Reply } from './routes/route.ts';

export interface Needs {
  /** What an App has to be granted. */
  readonly right?: Right;
  /** What people have to be in the repository. Anybody may comment on it or propose a change. */
  readonly of: 'everybody' | 'write' | 'admin';
}

/** What is answered to those who may not; undefined where they may. No needs: it is only read. */
export function refusalOf(
  needs: Needs | undefined,
  caller: Caller,
  repo: RepoState,
  world: World,
): Reply | undefined {
  switch (caller.type) {
    case 'installation': {
      if (!repo.installed) return notFound;
      if (needs?.right === undefined || !world.withheld.has(needs.right)) return undefined;
      const headers = { 'x-accepted-github-permissions': `${needs.right}=write` };
      return { ...forbidden('Resource not accessible by integration'), headers };
    }
    case 'user': {
      const level = levelOf(repo, caller.login);
      if (level === 'none') return notFound;
      if (needs === undefined || needs.of === 'everybody' || level === 'admin' || level === needs.of)
        return undefined;
      // Hooks are hidden from those who may not see them.
      if (needs.of === 'admin') return notFound;
      return { ...forbidden('Must have push access'), headers: { 'x-accepted-oauth-scopes': 'repo' } };
    }
    case 'nobody':
      if (repo.private) return notFound;
      return needs === undefined ? undefined : unauthorized('Requires authentication');
    case 'app':
      return notFound;
    default:
      return caller satisfies never;
  }
}

export function levelOf(repo: RepoState, login: string): Level {
  return repo.people.get(login) ?? (repo.private ? 'none' : 'read');
}

/** Who may write to Git, or read it. */
export function mayUseGit(isPush: boolean, caller: Caller, repo: RepoState, world: World): boolean {
  const needs: Needs | undefined = isPush ? { right: 'contents', of: 'write' } : undefined;
  return refusalOf(needs, caller, repo, world) === undefined;
}
