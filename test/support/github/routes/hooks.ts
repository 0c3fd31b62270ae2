// Webhooks and what they delivered.

import { deliver, redeliver } from '../deliveries.ts';
import type { HookRecord } from '../model.ts';
import { deliveryShape, hookShape } from '../shapes.ts';
import { created, notFound, ok, page, type RepoCall, type Route } from './route.ts';

const hookAt = ({ repo, path }: RepoCall): HookRecord | undefined =>
  repo.hooks.find(({ id }) => id === Number(path['hook_id']));

interface Wish {
  readonly active?: boolean;
  readonly events?: readonly string[];
  readonly config?: { readonly url: string; readonly secret: string };
}

export const hookRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/hooks',
    run: ({ repo, query }) => ok(page(repo.hooks, query).map(hookShape)),
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/hooks',
    run({ repo, world, body }) {
      const { active = true, events = ['push'], config } = body as Wish;
      const hook: HookRecord = {
        id: world.nextId(),
        active,
        events,
        config: config ?? { url: '', secret: '' },
        deliveries: [],
      };
      repo.hooks.push(hook);
      void deliver(world, repo, hook, { event: 'ping', body: { zen: 'Keep it simple.', hook_id: hook.id } });
      return created(hookShape(hook));
    },
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}',
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
    run(call) {
      const hook = hookAt(call);
      if (hook === undefined) return notFound;
      const body = { zen: 'Keep it simple.', hook_id: hook.id };
      void deliver(call.world, call.repo, hook, { event: 'ping', body });
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries',
    run(call) {
      const hook = hookAt(call);
      // By cursor, of which the client asks no second one here.
      return hook === undefined
        ? notFound
        : ok(page(hook.deliveries.toReversed(), call.query).map(deliveryShape));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts',
    run(call) {
      const hook = hookAt(call);
      const delivery = hook?.deliveries.find(({ id }) => id === Number(call.path['delivery_id']));
      if (hook === undefined || delivery === undefined) return notFound;
      void redeliver(call.world, call.repo, hook, delivery);
      return { status: 202, body: {} };
    },
  },
];
