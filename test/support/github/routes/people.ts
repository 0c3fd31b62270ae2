// Who may do what, who is asking, and an App's tokens.

import { randomBytes } from 'node:crypto';
import { exampleOf, overlay } from '../published-shapes.ts';
import type { Caller } from '../model.ts';
import { levelOf } from '../rights.ts';
import { memberShape } from '../shapes.ts';
import { created, forbidden, notFound, ok, page, unauthorized, type RepoCall, type Route } from './route.ts';

export const permissionRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    needs: { of: 'write' },
    run({ repo, path }) {
      const login = path['username'] ?? '';
      const permission = levelOf(repo, login);
      const example = exampleOf('GET', '/repos/o/r/collaborators/u/permission');
      return ok(
        overlay(example, { permission, role_name: permission, user: { login, role_name: permission } }),
      );
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/installation',
    byApp: true,
    run: ({ repo, caller }) =>
      repo.installed
        ? ok(overlay(exampleOf('GET', '/repos/o/r/installation'), { id: installation, ...appOf(caller) }))
        : notFound,
  },
];

/** One for all repositories. */
const installation = 77;
const appOf = (caller: Caller) => (caller.type === 'app' ? { app_id: caller.appId } : {});

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/user',
    run({ caller }) {
      if (caller.type === 'nobody') return unauthorized('Requires authentication');
      if (caller.type !== 'user') return forbidden('Resource not accessible by integration');
      return ok(overlay(exampleOf('GET', '/user'), { login: caller.login }));
    },
  },
  {
    method: 'GET',
    template: '/orgs/{org}/teams/{team_slug}/members',
    run(call) {
      const { world, caller, path } = call;
      const team = world.teams.get(`${path['org']}/${path['team_slug']}`.toLowerCase());
      // Those who may not see it are told that it is not there.
      const isSeen =
        caller.type === 'user' || (caller.type === 'installation' && !world.withheld.has('members'));
      return team === undefined || !isSeen ? notFound : page(team, call, memberShape);
    },
  },
  {
    method: 'POST',
    template: '/app/installations/{installation_id}/access_tokens',
    run({ world, caller, path }) {
      if (caller.type !== 'app' || Number(path['installation_id']) !== installation) return notFound;
      const { appId } = caller;
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      world.issued.set(token, { type: 'installation', appId, login: `app-${appId}[bot]` });
      const expires_at = new Date(world.now() + 3_600_000).toISOString();
      return created({ token, expires_at, permissions: {}, repository_selection: 'all' });
    },
  },
];
