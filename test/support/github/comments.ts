// A comment comes to stand under a pull request, and changes.

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
  tell(world, repo, comment, 'created');
  return comment;
}

export function editComment(
  world: World,
  repo: RepoState,
  comment: CommentState,
  { body, by }: { readonly body: string; readonly by: string },
): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.edits += 1;
  tell(world, repo, comment, 'edited', { by, more: { changes } });
}

export function deleteComment(world: World, repo: RepoState, comment: CommentState, by: string): void {
  repo.comments.splice(repo.comments.indexOf(comment), 1);
  tell(world, repo, comment, 'deleted', { by });
}

function tell(
  world: World,
  repo: RepoState,
  comment: CommentState,
  action: string,
  { by = comment.author, more = {} }: { readonly by?: string; readonly more?: object } = {},
): void {
  const { issue } = comment;
  happen(world, repo, {
    event: 'issue_comment',
    action,
    body: {
      comment: commentShape(comment, repo, world),
      issue: { number: issue, pull_request: { url: `${world.url}/${repo.name}/pulls/${issue}` } },
      sender: { login: by },
      ...more,
    },
  });
}
