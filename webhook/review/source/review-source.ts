// A pull request of an agent's repository: which spaces would be built anew once it is merged.

import type { AgentSource } from '../../../schemas/kinds/agent.ts';
import type { Store } from '../../../state/store/store.ts';
import type { GitHub, RepoName, Waiting } from '../../client/github.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import { isSameRepo, repoNameOf } from '../../client/repo-name.ts';
import { renderSourceComment, sourceMarker, type UsedBy } from './source-comment.ts';

export interface ReviewSourceDeps {
  readonly store: Pick<Store, 'agents' | 'spaces'>;
  readonly github: Pick<GitHub, 'pullRequest'>;
  readonly publisher: Pick<Publisher, 'want' | 'find'>;
  readonly gitHost: string;
  readonly installation: string;
  /** Every source acts as `update: pullRequest`. */
  readonly requireReviewedPlan: boolean;
}

export type ReviewSource = (
  asked: { readonly repo: RepoName; readonly pull: number },
  waiting?: Waiting,
) => Promise<void>;

export function createReviewSource(deps: ReviewSourceDeps): ReviewSource {
  const { store, github, publisher, gitHost, installation, requireReviewedPlan } = deps;

  async function usersOf(repo: RepoName, branch: string): Promise<readonly UsedBy[]> {
    const users: UsedBy[] = [];
    for (const { name } of await store.spaces.list()) {
      for (const agent of await store.agents.list(name)) {
        const { source } = agent.spec as { readonly source: AgentSource };
        if (source.repo === undefined || agent.removing) continue;
        const from = repoNameOf(source.repo, gitHost);
        if (from === undefined || !isSameRepo(from, repo) || !follows(source, branch)) continue;
        const proposes = requireReviewedPlan || source.update === 'pullRequest';
        users.push({ space: name, agent: agent.name, ref: source.ref ?? 'its default branch', proposes });
      }
    }
    return users;
  }

  return async ({ repo, pull: number }, waiting = {}) => {
    const pull = await github.pullRequest(repo, number, waiting);
    if (pull === undefined || pull.state !== 'open') return;
    const users = await usersOf(repo, pull.base.ref);
    const body = renderSourceComment(users, installation);
    const comment = {
      kind: 'comment',
      repo,
      pull: number,
      marker: sourceMarker(installation),
      body,
    } as const;
    // Where nobody uses it there is nothing to say, unless something was said before.
    if (users.length === 0 && (await publisher.find(comment)) === undefined) return;
    await publisher.want(comment);
  };
}

/** A source without a ref follows the default branch, whose name only its repository knows. */
function follows({ ref, semver }: AgentSource, branch: string): boolean {
  return semver === undefined && (ref === undefined || ref === branch || ref === `refs/heads/${branch}`);
}
