// Which requests the process that faces the network answers itself, and which one needs an operator for. Pure.

/**
 * - `here`: needs the store alone
 * - `either`: an operator is quicker, for it is nearer to the session; without one the store remembers what is wanted
 * - `operator`: needs the engine, Git, GitHub, or what an operator has in memory
 */
export type Where = 'here' | 'either' | 'operator';

/** What is not named here needs an operator. */
const known: Readonly<Record<string, Where>> = {
  'GET /whoami': 'here',
  'POST /sign-in-links': 'here',
  'POST /sign-in': 'here',
  'POST /can-i': 'here',
  'GET /sealing-key': 'here',
  'GET /openapi.json': 'here',
  'GET /processes': 'here',
  'GET /audit': 'here',
  'GET /audit/verify': 'here',
  'GET /audit/export': 'here',
  'GET /accounts': 'here',
  'POST /accounts': 'here',
  'PATCH /accounts/:kind/:name': 'here',
  'DELETE /accounts/:kind/:name': 'here',
  'GET /tokens': 'here',
  'POST /tokens': 'here',
  'DELETE /tokens/:token': 'here',
  'GET /roles': 'here',
  'GET /role-bindings': 'here',
  'GET /reviews': 'here',
  'GET /sessions': 'here',
  'POST /sessions': 'either',
  'GET /sessions/:id': 'here',
  'PATCH /sessions/:id': 'here',
  'DELETE /sessions/:id': 'either',
  'POST /sessions/:id/pause': 'either',
  'POST /sessions/:id/resume': 'either',
  'POST /sessions/:id/suspend': 'either',
  'POST /sessions/:id/retry': 'either',
  'POST /sessions/:id/cancel': 'either',
  'POST /sessions/:id/fork': 'either',
  'POST /sessions/:id/reopen': 'either',
  'GET /sessions/:id/tree': 'here',
  'GET /sessions/:id/wait': 'either',
  'GET /sessions/:id/events': 'either',
  'GET /sessions/:id/messages': 'here',
  'POST /sessions/:id/messages': 'either',
  'GET /sessions/:id/turns': 'here',
  'GET /sessions/:id/usage': 'here',
  'GET /usage': 'here',
  'GET /top': 'here',
  'GET /sessions/:id/turns/:turn': 'either',
  'POST /sessions/:id/turns/:turn/cancel': 'either',
};

const PREFIX = '/api/v0';

/** `url`: the route's, with its parameters' names. */
export function whereIs(method: string, url: string): Where {
  const path = url.startsWith(PREFIX) ? url.slice(PREFIX.length) : url;
  return known[`${method === 'HEAD' ? 'GET' : method} ${path}`] ?? 'operator';
}
