// Webhooks and what they delivered.

import { deliver, redeliver } from '../deliveries.ts';
import type { HookRecord, RepoState, World } from '../model.ts';
import { deliveryShape, hookShape } from '../shapes.ts';
import { created, next, notFound, ok, page, refused, type RepoCall, type Route } from './route.ts';

const hookAt = ({ repo, path }: RepoCall): HookRecord | undefined =>
  repo.hooks.find(({ id }) => id === Number(path['hook_id']));

interface Wish {
  readonly active?: boolean;
  readonly events?: readonly string[];
  readonly config?: { readonly url: string; readonly secret: string };
}

const needs = { right: 'repository_hooks', of: 'admin' } as const;

function ping(world: World, repo: RepoState, hook: HookRecord): void {
  deliver(world, repo, hook, { event: 'ping', body: { zen: 'Keep it simple.', hook_id: hook.id } });
}

export const hookRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/hooks',
    needs,
    run: (call) => page(call.repo.hooks, call, hookShape),
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/hooks',
    needs,
    run({ repo, world, body }) {
      const { active = true, events = ['push'], config } = body as Wish;
      const isThere = repo.hooks.some((hook) => hook.config.url === config?.url);
      if (isThere) return refused('Hook already exists on this repository');
      const hook: HookRecord = {
        id: world.nextId(),
        active,
        events,
        config: config ?? { url: '', secret: '' },
        deliveries: [],
      };
      repo.hooks.push(hook);
      ping(world, repo, hook);
      return created(hookShape(hook));
    },
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}',
    needs,
    run(call) {
      const hook = hookAt(call);
      if (hook === undefined) return notFound;
      const { active, events, config } = call.body as Wish;
      hook.active = active ?? hook.active;
      hook.events = events ?? hook.events;
      hook.config = config ?? hook.config;
      return ok(hookShape(hook));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}/pings',
    needs,
    run(call) {
      const hook = hookAt(call);
      if (hook === undefined) return notFound;
      ping(call.world, call.repo, hook);
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries',
    needs,
    run(call) {
      const hook = hookAt(call);
      if (hook === undefined) return notFound;
      // By cursor and not by number, because others are added at the front meanwhile.
      const all = hook.deliveries.toReversed();
      const from = Math.max(
        0,
        all.findIndex(({ id }) => id === call.query.get('cursor')),
      );
      const end = from + Number(call.query.get('per_page') ?? 30);
      const after = all[end];
      const headers = after === undefined ? {} : next(call.url, 'cursor', after.id);
      return { ...ok(all.slice(from, end).map(deliveryShape)), headers };
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts',
    needs,
    run(call) {
      const hook = hookAt(call);
      const delivery = hook?.deliveries.find(({ id }) => id === call.path['delivery_id']);
      if (hook === undefined || delivery === undefined) return notFound;
      redeliver(call.world, call.repo, hook, delivery);
      return { status: 202, body: {} };
    },
  },
];
