// Deployments and their statuses.

import { hasCommit } from '../commits.ts';
import type { DeploymentState, RepoState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { deploymentShape } from '../shapes.ts';
import { created, notFound, page, refused, type RepoCall, type Route } from './route.ts';

const needs = { right: 'deployments', of: 'write' } as const;

export const deploymentRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/deployments',
    run(call) {
      const { repo, query } = call;
      const found = repo.deployments.filter(
        ({ commit, environment }) =>
          (query.get('sha') ?? commit) === commit &&
          (query.get('environment') ?? environment) === environment,
      );
      return page(found.toReversed(), call, deploymentShape);
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/deployments',
    needs,
    async run({ repo, world, body }) {
      const { ref = '', environment = 'production', description = '' } = body as Record<string, string>;
      if (!(await hasCommit(repo, ref))) return refused(`No ref found for: ${ref}`);
      const deployment = { id: world.nextId(), commit: ref, environment, description, statuses: [] };
      repo.deployments.push(deployment);
      return created(deploymentShape(deployment));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    needs,
    run({ repo, path, body }) {
      const deployment = repo.deployments.find(({ id }) => id === Number(path['deployment_id']));
      if (deployment === undefined) return notFound;
      const { state = '', description = '', log_url = '' } = body as Record<string, string>;
      deployment.statuses.push({ state, description, logUrl: log_url });
      if (state === 'success') replaceOthers(repo, deployment);
      const example = exampleOf('POST', '/repos/o/r/deployments/1/statuses');
      return created(overlay(example, { state, description, log_url }));
    },
  },
];

/** What ran in the same environment before runs there no more. */
function replaceOthers(repo: RepoState, { id, environment }: DeploymentState): void {
  for (const other of repo.deployments) {
    const ran = other.statuses.at(-1)?.state === 'success';
    if (other.environment === environment && other.id !== id && ran)
      other.statuses.push({ state: 'inactive', description: '', logUrl: '' });
  }
}
