// Each noun as GitHub's API shows it.

import type {
  CheckState,
  CommentState,
  DeliveryRecord,
  DeploymentState,
  HookRecord,
  PullState,
  RepoState,
  ReviewState,
  World,
} from './model.ts';
import { exampleOf, overlay } from './published-shapes.ts';

/** A number with more digits than a double holds, which JSON may write all the same. */
const { rawJSON } = JSON as unknown as { rawJSON(digits: string): unknown };
const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const user = (login: string) => ({ login, id: idOfLogin(login) });

/** The same for the same login, whatever its case. */
export function idOfLogin(login: string): number {
  let id = 7;
  for (const character of login.toLowerCase()) id = (id * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return id + 1;
}

export const memberShape = (login: string): Record<string, unknown> =>
  shaped('GET', '/orgs/o/teams/t/members', user(login));

function shaped(method: string, path: string, fields: Record<string, unknown>): Record<string, unknown> {
  return overlay(exampleOf(method, path), fields) as Record<string, unknown>;
}

export function repoShape(repo: RepoState, world: World): Record<string, unknown> {
  const [owner = '', name = ''] = repo.name.split('/');
  return {
    id: repo.id,
    name,
    full_name: repo.name,
    owner: user(owner),
    private: repo.private,
    fork: repo.parent !== null,
    default_branch: 'main',
    html_url: `${world.url}/${repo.name}`,
    clone_url: `${world.url}/${repo.name}.git`,
  };
}

export function pullShape(pull: PullState, repo: RepoState, world: World): Record<string, unknown> {
  const merged = pull.mergeCommit !== null;
  return shaped('GET', '/repos/o/r/pulls/1', {
    id: pull.number,
    number: pull.number,
    state: pull.state,
    draft: pull.draft,
    title: pull.title,
    body: pull.body,
    assignees: [],
    labels: [],
    requested_reviewers: [],
    requested_teams: [],
    user: user(pull.author),
    html_url: `${world.url}/${repo.name}/pull/${pull.number}`,
    merged,
    merged_at: merged ? time(world.now()) : null,
    closed_at: pull.state === 'closed' ? time(world.now()) : null,
    merge_commit_sha: pull.mergeCommit ?? '0'.repeat(40),
    base: { ref: pull.base, sha: pull.baseCommit, repo: repoShape(repo, world) },
    head: {
      ref: pull.head.branch,
      sha: pull.headCommit,
      label: `${pull.head.repo.name.split('/')[0]}:${pull.head.branch}`,
      repo: repoShape(pull.head.repo, world),
    },
  });
}

export function reviewShape(review: ReviewState): Record<string, unknown> {
  return shaped('GET', '/repos/o/r/pulls/1/reviews', {
    id: review.id,
    user: user(review.author),
    commit_id: review.commit,
    state: review.state,
    submitted_at: time(review.at),
  });
}

export function commentShape(comment: CommentState, repo: RepoState, world: World): Record<string, unknown> {
  return shaped('GET', '/repos/o/r/issues/comments/1', {
    id: comment.id,
    body: comment.body,
    user: user(comment.author),
    html_url: `${world.url}/${repo.name}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${world.url}/api/v3/repos/${repo.name}/issues/${comment.issue}`,
    ...(comment.appId === null ? {} : { performed_via_github_app: appShape(comment.appId) }),
  });
}

function appShape(id: number): unknown {
  const { app } = exampleOf('POST', '/repos/o/r/check-runs') as { app: unknown };
  return overlay(app, { id });
}

export function checkShape(check: CheckState): Record<string, unknown> {
  const { output, ...fields } = check.fields;
  const { annotations: _, ...shown } = (output ?? {}) as Record<string, unknown>;
  return shaped('POST', '/repos/o/r/check-runs', {
    ...fields,
    id: check.id,
    head_sha: check.commit,
    app: appShape(check.appId),
    output: { ...shown, annotations_count: check.annotations.length },
  });
}

export function deploymentShape(deployment: DeploymentState): Record<string, unknown> {
  return shaped('POST', '/repos/o/r/deployments', {
    id: deployment.id,
    description: deployment.description,
    sha: deployment.commit,
    ref: deployment.commit,
    environment: deployment.environment,
  });
}

export function hookShape(hook: HookRecord): Record<string, unknown> {
  return shaped('POST', '/repos/o/r/hooks', {
    id: hook.id,
    active: hook.active,
    events: hook.events,
    config: { url: hook.config.url, secret: '********', content_type: 'json', insecure_ssl: '0' },
  });
}

export function deliveryShape(delivery: DeliveryRecord): Record<string, unknown> {
  return shaped('GET', '/repos/o/r/hooks/1/deliveries', {
    id: rawJSON(delivery.id),
    guid: delivery.guid,
    event: delivery.event,
    action: delivery.action,
    status: delivery.status === 0 ? 'Timed out' : 'OK',
    status_code: delivery.status,
    redelivery: delivery.redelivery,
    delivered_at: time(delivery.at),
  });
}
