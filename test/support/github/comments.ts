// A comment comes to stand under a pull request.

import { happen } from './deliveries.ts';
import type { CommentState, RepoState, World } from './model.ts';
import { commentShape } from './shapes.ts';

export function commentOn(
  world: World,
  repo: RepoState,
  {
    issue,
    author,
    appId = null,
    body,
  }: Pick<CommentState, 'issue' | 'author' | 'body'> & { appId?: number | null },
): CommentState {
  const comment: CommentState = { id: world.nextId(), issue, author, appId, body, edits: 0, reactions: [] };
  repo.comments.push(comment);
  happen(world, repo, {
    event: 'issue_comment',
    action: 'created',
    body: {
      comment: commentShape(comment, repo, world),
      issue: { number: issue, pull_request: { url: `${world.url}/${repo.name}/pulls/${issue}` } },
      sender: { login: author },
    },
  });
  return comment;
}
