// Comments under pull requests, and reactions to them.

import { commentOn } from '../comments.ts';
import type { CommentState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { commentShape } from '../shapes.ts';
import { authorOf, created, notFound, ok, page, type RepoCall, type Route } from './route.ts';

const commentAt = ({ repo, path }: RepoCall): CommentState | undefined =>
  repo.comments.find(({ id }) => id === Number(path['comment_id']));

export const commentRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    run({ repo, world, path, query }) {
      const found = repo.comments.filter(({ issue }) => issue === Number(path['issue_number']));
      return ok(page(found, query).map((comment) => commentShape(comment, repo, world)));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    run({ repo, world, caller, path, body }) {
      const issue = Number(path['issue_number']);
      if (!repo.pulls.some(({ number }) => number === issue)) return notFound;
      const comment = commentOn(world, repo, { issue, body: String(body['body']), ...authorOf(caller) });
      return created(commentShape(comment, repo, world));
    },
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    run(call) {
      const comment = commentAt(call);
      return comment === undefined ? notFound : ok(commentShape(comment, call.repo, call.world));
    },
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    run(call) {
      const comment = commentAt(call);
      if (comment === undefined) return notFound;
      comment.body = String(call.body['body']);
      comment.edits += 1;
      return ok(commentShape(comment, call.repo, call.world));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    run(call) {
      const comment = commentAt(call);
      if (comment === undefined) return notFound;
      const content = String(call.body['content']);
      if (!comment.reactions.includes(content)) comment.reactions.push(content);
      const example = exampleOf('POST', '/repos/o/r/issues/comments/1/reactions');
      return created(overlay(example, { content }));
    },
  },
];
