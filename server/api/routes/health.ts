// Open paths for load balancers and people: alive, ready, which version.

import { aliveView, readyView, versionView } from '../shapes/runtime.ts';
import type { Api } from '../typed.ts';

/** What has to answer before requests make sense; a part that does not says why in a sentence. */
export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly message?: string }>>;
}

export interface HealthDeps {
  readonly version: string;
  readonly readiness: () => Promise<Readiness>;
}

export function healthRoutes(api: Api, { version, readiness }: HealthDeps): void {
  api.get(
    '/health',
    { schema: { operationId: 'getHealth', response: { 200: aliveView }, summary: 'The process is alive' } },
    () => ({ status: 'ok' }) as const,
  );
  api.get(
    '/version',
    {
      schema: { operationId: 'getVersion', response: { 200: versionView }, summary: 'The version that runs' },
    },
    () => ({
      version,
      node: process.version,
    }),
  );
  api.get(
    '/ready',
    {
      schema: {
        operationId: 'getReady',
        response: { 200: readyView, 503: readyView },
        summary: 'The store and the engine answer',
      },
    },
    async (_request, reply) => {
      const state = await readiness();
      return reply.status(state.ready ? 200 : 503).send(state);
    },
  );
}
