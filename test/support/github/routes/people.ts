// Who may do what, who is asking, and an App's tokens.

import { randomBytes } from 'node:crypto';
import { exampleOf, overlay } from '../published-shapes.ts';
import { created, notFound, ok, type RepoCall, type Route } from './route.ts';

export const permissionRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    run({ repo, path }) {
      const login = path['username'] ?? '';
      const permission = repo.people.get(login) ?? 'none';
      const example = exampleOf('GET', '/repos/o/r/collaborators/u/permission');
      return ok(overlay(example, { permission, user: { login } }));
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/installation',
    run: () => ok(overlay(exampleOf('GET', '/repos/o/r/installation'), { id: installation })),
  },
];

const installation = 77;

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/user',
    run({ caller }) {
      if (caller.type !== 'user') return notFound;
      return ok({ login: caller.login, id: 1, type: 'User' });
    },
  },
  {
    method: 'POST',
    template: '/app/installations/{installation_id}/access_tokens',
    run({ caller, path }) {
      if (caller.type !== 'app' || Number(path['installation_id']) !== installation) return notFound;
      const token = `ghs_${caller.appId}_${randomBytes(8).toString('hex')}`;
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      return created({ token, expires_at, permissions: {}, repository_selection: 'all' });
    },
  },
];
