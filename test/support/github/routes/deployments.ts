// Deployments and their statuses.

import type { DeploymentState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { deploymentShape } from '../shapes.ts';
import { created, notFound, ok, page, type RepoCall, type Route } from './route.ts';

export const deploymentRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/deployments',
    run({ repo, query }) {
      const found = repo.deployments.filter(
        ({ commit, environment }) =>
          (query.get('sha') ?? commit) === commit &&
          (query.get('environment') ?? environment) === environment,
      );
      return ok(page(found.toReversed(), query).map(deploymentShape));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/deployments',
    run({ repo, world, body }) {
      const { ref, environment } = body as Record<string, string>;
      const deployment: DeploymentState = {
        id: world.nextId(),
        commit: ref ?? '',
        environment: environment ?? 'production',
        statuses: [],
      };
      repo.deployments.push(deployment);
      return created(deploymentShape(deployment));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    run({ repo, path, body }) {
      const deployment = repo.deployments.find(({ id }) => id === Number(path['deployment_id']));
      if (deployment === undefined) return notFound;
      const { state = '', description = '' } = body as Record<string, string>;
      deployment.statuses.push({ state, description });
      return created(overlay(exampleOf('POST', '/repos/o/r/deployments/1/statuses'), { state, description }));
    },
  },
];
