// Asks the public API. A token that is not valid any more ends at the sign-in page, wherever one is.

import { signInEnded, tokenUnknown } from '../sign-in/refusals.ts';
import { forgetToken, token } from '../sign-in/token.ts';
import { problemOf, unreachable } from './problem.ts';

export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Instead of the token one is signed in with. */
  readonly as?: string;
}

/** There was no answer. */
const isBroken = (thrown: unknown): boolean => thrown instanceof TypeError;

/** Throws `ApiProblem`s, and what the signal was aborted with. */
export async function ask(path: string, asking: Asking = {}): Promise<Response> {
  const { method = 'GET', body, accept = 'application/json', headers = {}, signal, as } = asking;
  const bearer = as ?? token.value;
  // No header takes other characters, nor has any token them.
  if (bearer !== null && !/^[!-~]*$/.test(bearer)) throw tokenUnknown();
  const send = () =>
    fetch(`/api/v0/${path}`, {
      method,
      headers: {
        accept,
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  const answer = await send()
    // Browsers drop all that is under way when the machine gets a network or loses one, as where a session starts on it.
    .catch((thrown: unknown) => (isBroken(thrown) && method === 'GET' ? send() : Promise.reject(thrown)))
    .catch((thrown: unknown) => {
      signal?.throwIfAborted();
      throw isBroken(thrown) ? unreachable() : thrown;
    });
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  // An answer that comes late speaks of the one who was signed in before.
  if (problem.status === 401 && as === undefined && bearer === token.value) forgetToken(signInEnded());
  throw problem;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await ask(path, signal === undefined ? {} : { signal });
  return (await answer.json()) as T;
}

/** Undefined where there is no answer to speak of. */
export async function send<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T | undefined> {
  const answer = await ask(path, { method, ...(body === undefined ? {} : { body }) });
  return answer.status === 204 ? undefined : ((await answer.json()) as T);
}
