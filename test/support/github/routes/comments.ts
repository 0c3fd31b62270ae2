// Comments under pull requests, and reactions to them.

import { commentOn, editComment } from '../comments.ts';
import type { CommentState } from '../model.ts';
import { exampleOf, overlay } from '../published-shapes.ts';
import { commentShape } from '../shapes.ts';
import { levelOf } from '../rights.ts';
import {
  authorOf,
  created,
  forbidden,
  notFound,
  ok,
  page,
  refused,
  type RepoCall,
  type Route,
} from './route.ts';

const longest = 65_536;
const tooLong = refused(`Body is too long (maximum is ${longest} characters)`);

const commentAt = ({ repo, path }: RepoCall): CommentState | undefined =>
  repo.comments.find(({ id }) => id === Number(path['comment_id']));

export const commentRoutes: readonly Route<RepoCall>[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    run(call) {
      const { repo, world, path } = call;
      const found = repo.comments.filter(({ issue }) => issue === Number(path['issue_number']));
      return page(found, call, (comment) => commentShape(comment, repo, world));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    needs: { right: 'issues', of: 'everybody' },
    run({ repo, world, caller, path, body }) {
      const issue = Number(path['issue_number']);
      if (!repo.pulls.some(({ number }) => number === issue)) return notFound;
      const text = String(body['body']);
      if (text.length > longest) return tooLong;
      const comment = commentOn(world, repo, { issue, body: text, ...authorOf(caller) });
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
    needs: { right: 'issues', of: 'everybody' },
    run(call) {
      const comment = commentAt(call);
      if (comment === undefined) return notFound;
      const { author: by } = authorOf(call.caller);
      const isTheirs = by === comment.author;
      if (!isTheirs && levelOf(call.repo, by) === 'read') return forbidden('Must have admin rights.');
      const body = String(call.body['body']);
      if (body.length > longest) return tooLong;
      editComment(call.world, call.repo, comment, { body, by });
      return ok(commentShape(comment, call.repo, call.world));
    },
  },
  {
    method: 'POST',
    template: '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    needs: { right: 'issues', of: 'everybody' },
    run(call) {
      const comment = commentAt(call);
      if (comment === undefined) return notFound;
      const content = String(call.body['content']);
      const isThere = comment.reactions.includes(content);
      if (!isThere) comment.reactions.push(content);
      const example = exampleOf('POST', '/repos/o/r/issues/comments/1/reactions');
      return (isThere ? ok : created)(overlay(example, { content }));
    },
  },
];
