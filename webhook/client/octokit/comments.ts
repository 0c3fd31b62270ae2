// Comments under pull requests, and reactions to them.

import type { Comment, GitHub } from '../github.ts';
import type { Api, Call } from './call.ts';
import { fieldsOf } from './fields.ts';
import { unlessAbsent } from './unless-absent.ts';
import type { Us } from './us.ts';

type Verbs = Pick<GitHub, 'comment' | 'findComment' | 'createComment' | 'updateComment' | 'react'>;

export function createComments(call: Call, us: Us): Verbs {
  async function find(api: Api, issue: number, marker: string): Promise<Comment | undefined> {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    for await (const page of api.pages(route, { issue_number: issue })) {
      for (const value of page) {
        const comment = commentIn(value);
        if (comment.body.includes(marker) && (await us.wrote(api, fieldsOf(value, 'comment'))))
          return comment;
      }
    }
    return undefined;
  }

  return {
    comment: (repo, id, waiting) =>
      call(
        repo,
        ({ request, at }) =>
          unlessAbsent(async () => {
            const { data } = await request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', {
              ...at,
              comment_id: id,
            });
            return commentIn(data);
          }),
        waiting,
      ),
    findComment: (repo, issue, marker, waiting) => call(repo, (api) => find(api, issue, marker), waiting),
    createComment: (repo, issue, body, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          const { data } = await request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
            ...at,
            issue_number: issue,
            body,
          });
          return commentIn(data);
        },
        waiting,
      ),
    updateComment: (repo, id, body, waiting) =>
      call(
        repo,
        ({ request, at }) =>
          unlessAbsent(async () => {
            const { data } = await request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
              ...at,
              comment_id: id,
              body,
            });
            return commentIn(data);
          }),
        waiting,
      ),
    react: (repo, comment, reaction, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          await request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
            ...at,
            comment_id: comment,
            content: reaction,
          });
        },
        waiting,
      ),
  };
}

function commentIn(value: unknown): Comment {
  const comment = fieldsOf(value, 'comment');
  return {
    id: comment.number('id'),
    author: comment.maybeWithin('user')?.text('login') ?? '',
    authorId: comment.maybeWithin('user')?.number('id') ?? 0,
    body: comment.textOrNull('body') ?? '',
    url: comment.text('html_url'),
    // Its last part is the number.
    issue: Number(/\/(\d+)$/.exec(comment.text('issue_url'))?.[1] ?? 0),
  };
}
