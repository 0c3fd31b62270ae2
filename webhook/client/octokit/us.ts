// By what we tell our own comments and check runs from everybody else's.

import type { Api } from './call.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { Identity } from './identity.ts';

export interface Us {
  /** Of a comment. */
  wrote(api: Api, comment: Fields): Promise<boolean>;
  /** Of a check run. */
  made(checkRun: Fields): boolean;
}

export function createUs(identity: Identity): Us {
  let login: Promise<string> | undefined;
  async function loginOf({ request }: Api): Promise<string> {
    const { data } = await request('GET /user');
    return fieldsOf(data, 'user').text('login');
  }

  return {
    async wrote(api, comment) {
      switch (identity.type) {
        case 'none':
          return false;
        case 'app':
          return comment.maybeWithin('performed_via_github_app')?.number('id') === identity.appId;
        case 'token': {
          login ??= loginOf(api);
          try {
            return comment.maybeWithin('user')?.text('login') === (await login);
          } catch (error) {
            login = undefined;
            throw error;
          }
        }
        default:
          return identity satisfies never;
      }
    },
    made: (checkRun) =>
      identity.type === 'app' && checkRun.maybeWithin('app')?.number('id') === identity.appId,
  };
}
