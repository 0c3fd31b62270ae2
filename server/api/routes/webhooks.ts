// The hooks of the repositories that this runtime follows. What GitHub itself delivers goes to /webhook/github.

import { outsideOfSpaces } from '../access/needs.ts';
import type { Hooks, HookState } from '../../../webhook/client/hooks/hooks.ts';
import { githubNotConfigured } from '../errors.ts';
import { hookListView, redeliveredView } from '../shapes/runtime.ts';
import { showHook } from '../show/runtime.ts';
import type { Api } from '../typed.ts';

export interface WebhookDeps {
  /** Left out where the runtime has no identity on GitHub, or no receiver. */
  readonly hooks?: Hooks;
}

const tags = ['webhooks'];

export function webhookRoutes(api: Api, deps: WebhookDeps): void {
  const hooks = (): Hooks => {
    if (deps.hooks === undefined) throw githubNotConfigured();
    return deps.hooks;
  };
  const shown = (states: readonly HookState[]) => ({ items: states.map(showHook), next: null });

  api.get(
    '/webhooks',
    {
      config: outsideOfSpaces('operate', 'Revision'),
      schema: {
        operationId: 'listHooks',
        response: { 200: hookListView },
        tags,
        summary: 'Each repository’s hook and what it delivered last',
      },
    },
    async () => shown(await hooks().list()),
  );

  api.post(
    '/webhooks/install',
    {
      config: outsideOfSpaces('operate', 'Revision'),
      schema: {
        operationId: 'installHooks',
        response: { 200: hookListView },
        tags,
        summary: 'Create the hooks, or make them as they should be',
      },
    },
    async () => shown(await hooks().install()),
  );

  api.post(
    '/webhooks/test',
    {
      config: outsideOfSpaces('operate', 'Revision'),
      schema: {
        operationId: 'testHooks',
        response: { 200: hookListView },
        tags,
        summary: 'Have GitHub send a ping by each hook',
      },
    },
    async () => shown(await hooks().test()),
  );

  api.post(
    '/webhooks/redeliver',
    {
      config: outsideOfSpaces('operate', 'Revision'),
      schema: {
        operationId: 'redeliverHooks',
        response: { 200: redeliveredView },
        tags,
        summary: 'Have GitHub deliver again what never arrived',
      },
    },
    async () => hooks().redeliverMissed(),
  );
}
