// With which statuses a route may fail, from what it takes: the same errors everywhere, so no route lists them. Pure.

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly needsToken: boolean;
  /** Whether it takes a body, a query or headers that have a schema. */
  readonly isJudged: boolean;
}

export const failures: Readonly<Record<number, string>> = {
  400: 'Something of the request is not as described here.',
  401: 'There is no token, or not one that is valid.',
  403: 'The token does not allow it.',
  404: 'There is no such thing, or none that may be seen.',
  409: 'How it stands forbids it; the details say what would be possible.',
  412: 'It is not in the state that `If-Match` names.',
  414: 'A part of the path is longer than any name or id.',
  415: 'The body is of a type that is not understood here.',
  422: 'It was understood, and can’t be done as it is asked for.',
  426: 'This path takes WebSockets only.',
  429: 'Too much at once, or more than is allowed.',
  500: 'Something went wrong in the server; its log has the details.',
  502: 'What was asked in the session does not answer.',
  503: 'A part that is needed is away; try again.',
  507: 'There is no room left.',
};

/** `limit`: of the route's bodies, in bytes. */
export const tooLarge = (limit: number): string =>
  limit === Number.MAX_SAFE_INTEGER
    ? 'What was sent is larger than there is room for.'
    : `The body is larger than ${limit / 1024 / 1024} MiB.`;

export function failuresOf({ method, path, needsToken, isJudged }: Asked): readonly number[] {
  if (!needsToken) return [400, 429, 500];
  const isSocket = /\/(exec|forward)$/.test(path) && method === 'GET';
  const changes = method !== 'GET' && method !== 'HEAD';
  return [
    400,
    401,
    403,
    ...(path.includes(':') || isJudged ? [404] : []),
    ...(changes || path.includes('/sessions/:id') ? [409] : []),
    ...(changes ? [412, 413, 415] : []),
    ...(path.includes(':') ? [414] : []),
    422,
    ...(isSocket ? [426] : []),
    429,
    500,
    ...(isSocket ? [502] : []),
    503,
    ...(changes ? [507] : []),
  ];
}
