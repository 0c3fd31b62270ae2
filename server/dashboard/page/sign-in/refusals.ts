// Why somebody is not signed in, in words for whoever sits at a browser: the API's own speak of requests and headers.

import { ApiProblem } from '../api/problem.ts';

const another = 'Run raworc dashboard for a link that signs you in.';

export function linkOver(): ApiProblem {
  return new ApiProblem('SIGN_IN_OVER', 'This link was used already, or its two minutes are over.', {
    status: 401,
    hint: another,
  });
}

export function tokenUnknown(): ApiProblem {
  return new ApiProblem('UNAUTHORIZED', 'The server does not know this token: look for a slip.', {
    status: 401,
    hint: `It may have expired or been revoked, too. ${another}`,
  });
}

export function signInEnded(): ApiProblem {
  return new ApiProblem('SIGN_IN_ENDED', 'You are signed out: your token expired or was revoked.', {
    status: 401,
    hint: 'Show another token to go on here, or run raworc dashboard for a link that signs you in.',
  });
}
