// The real adapter of the port: GitHub, or GitHub Enterprise, through octokit.

import type { GitHub } from '../github.ts';
import { type CallSettings, createCall } from './call.ts';
import { createChecks } from './checks.ts';
import { createComments } from './comments.ts';
import { createDeployments } from './deployments.ts';
import { createHooks } from './hooks.ts';
import type { Quota } from './limit.ts';
import { createPeople } from './people.ts';
import { createPullRequests } from './pull-requests.ts';
import { createUs } from './us.ts';

export interface OctokitGitHub extends GitHub {
  /** What is left of the rate limits, as the last answers said it. */
  quotas(): readonly Quota[];
}

/** Connects to nothing yet. */
export function createGitHub(settings: CallSettings): OctokitGitHub {
  const { call, quotas } = createCall(settings);
  const us = createUs(settings.identity);
  return {
    ...createPullRequests(call),
    ...createComments(call, us),
    ...createChecks(call, us),
    ...createDeployments(call),
    ...createHooks(call),
    ...createPeople(call),
    quotas: quotas.all,
  };
}
