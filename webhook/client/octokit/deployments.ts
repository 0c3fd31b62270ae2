// Deployments: what of a commit runs where.

import type { GitHub } from '../github.ts';
import type { Call } from './call.ts';
import { fieldsOf, listOf } from './fields.ts';

type Verbs = Pick<GitHub, 'putDeployment' | 'createDeploymentStatus'>;

const longestDescription = 140;

export function createDeployments(call: Call): Verbs {
  return {
    putDeployment: (repo, { commit, environment, description }, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          const { data: found } = await request('GET /repos/{owner}/{repo}/deployments', {
            ...at,
            sha: commit,
            environment,
            per_page: 1,
          });
          const [existing] = listOf(found, 'deployments');
          if (existing !== undefined) return { id: fieldsOf(existing, 'deployment').number('id') };
          const { data } = await request('POST /repos/{owner}/{repo}/deployments', {
            ...at,
            ref: commit,
            environment,
            description: description.slice(0, longestDescription),
            // It says what Raworc does already: no branch is to be merged and no check to be waited for.
            auto_merge: false,
            required_contexts: [],
          });
          return { id: fieldsOf(data, 'deployment').number('id') };
        },
        waiting,
      ),
    createDeploymentStatus: (repo, deployment, { state, description, logUrl }, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          await request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
            ...at,
            deployment_id: deployment,
            state,
            description: description.slice(0, longestDescription),
            ...(logUrl === undefined ? {} : { log_url: logUrl }),
          });
        },
        waiting,
      ),
  };
}
