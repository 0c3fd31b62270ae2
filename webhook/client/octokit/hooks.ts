// A repository's webhooks and what they delivered.

import type { GitHub, Hook, HookDelivery, HookWish } from '../github.ts';
import type { Api, Call } from './call.ts';
import { fieldsOf } from './fields.ts';

type Verbs = Pick<GitHub, 'hooks' | 'putHook' | 'pingHook' | 'deliveries' | 'redeliver'>;

export function createHooks(call: Call): Verbs {
  return {
    hooks: (repo, waiting) => call(repo, allHooks, waiting),
    putHook: (repo, wish, waiting) =>
      call(
        repo,
        async (api) => {
          const { request, at } = api;
          const existing = (await allHooks(api)).find(({ url }) => url === wish.url);
          const { data } =
            existing === undefined
              ? await request('POST /repos/{owner}/{repo}/hooks', { ...at, ...contentOf(wish) })
              : await request('PATCH /repos/{owner}/{repo}/hooks/{hook_id}', {
                  ...at,
                  hook_id: existing.id,
                  ...contentOf(wish),
                });
          return hookIn(data);
        },
        { ...waiting, secrets: [wish.secret] },
      ),
    pingHook: (repo, hook, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          await request('POST /repos/{owner}/{repo}/hooks/{hook_id}/pings', { ...at, hook_id: hook });
        },
        waiting,
      ),
    deliveries: (repo, hook, limit, waiting) =>
      call(
        repo,
        async ({ pages }) => {
          const found: HookDelivery[] = [];
          const route = 'GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries';
          const parameters = { hook_id: hook, per_page: Math.min(limit, 100) };
          for await (const page of pages(route, parameters)) {
            found.push(...page.map(deliveryIn));
            if (found.length >= limit) break;
          }
          return found.slice(0, limit);
        },
        waiting,
      ),
    redeliver: (repo, hook, delivery, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          await request('POST /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts', {
            ...at,
            hook_id: hook,
            // It only becomes a part of the address, where text keeps every digit.
            delivery_id: delivery as unknown as number,
          });
        },
        waiting,
      ),
  };
}

async function allHooks({ pages }: Api): Promise<readonly Hook[]> {
  const found: Hook[] = [];
  for await (const page of pages('GET /repos/{owner}/{repo}/hooks', {})) found.push(...page.map(hookIn));
  return found;
}

function contentOf({ url, secret, events }: HookWish) {
  return {
    active: true,
    events: [...events],
    config: { url, secret, content_type: 'json', insecure_ssl: '0' },
  };
}

function hookIn(value: unknown): Hook {
  const hook = fieldsOf(value, 'hook');
  return {
    id: hook.number('id'),
    active: hook.flag('active'),
    url: hook.within('config').textOrNull('url') ?? '',
    events: hook.list('events').map(String),
  };
}

function deliveryIn(value: unknown): HookDelivery {
  const delivery = fieldsOf(value, 'delivery');
  return {
    id: delivery.id('id'),
    guid: delivery.text('guid'),
    event: delivery.text('event'),
    action: delivery.textOrNull('action'),
    status: delivery.number('status_code'),
    redelivery: delivery.flag('redelivery'),
    at: delivery.time('delivered_at'),
  };
}
