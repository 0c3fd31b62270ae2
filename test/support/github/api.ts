// One request to the API: checked against what GitHub publishes, carried out, and its answer checked likewise.

import { type Caller, repoAt, type World } from './model.ts';
import { findOperation } from './published-shapes.ts';
import { refusalOf } from './rights.ts';
import { notFound, type Call, type RepoCall, type Reply, type Route } from './routes/route.ts';

export interface ApiRoutes {
  readonly repoRoutes: readonly Route<RepoCall>[];
  readonly routes: readonly Route[];
}

export interface Asked {
  readonly method: string;
  /** Below the API's address. */
  readonly path: string;
  readonly url: URL;
  readonly caller: Caller;
  readonly text: string;
}

interface Deps extends ApiRoutes {
  readonly world: World;
  readonly onFault: (fault: string) => void;
}

export async function answerApi(asked: Asked, deps: Deps): Promise<Reply> {
  const { method, path, url, text } = asked;
  const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
  const operation = findOperation(method, path);
  const reply = await carryOut(asked, body ?? {}, deps);
  const faults = operation?.faults(url.searchParams, body) ?? ['is no operation'];
  // As it is read on the other side.
  const answer: unknown = reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
  const wrong = operation?.answerFaults(reply.status, answer) ?? [];
  for (const fault of faults) deps.onFault(`${method} ${path}: ${fault}`);
  for (const fault of wrong) deps.onFault(`${method} ${path} answered ${reply.status}: ${fault}`);
  return reply;
}

async function carryOut(
  { method, path, url, caller }: Asked,
  body: Readonly<Record<string, unknown>>,
  { world, repoRoutes, routes, onFault }: Deps,
): Promise<Reply> {
  const callOf = (found: Record<string, string>): Call => ({
    world,
    caller,
    path: found,
    url,
    query: url.searchParams,
    body,
  });
  for (const route of repoRoutes) {
    const found = route.method === method ? match(route.template, path) : undefined;
    if (found === undefined) continue;
    const repo = repoAt(world, `${found['owner']}/${found['repo']}`);
    if (repo === undefined || (route.byApp === true && caller.type !== 'app')) return notFound;
    const refusal = route.byApp === true ? undefined : refusalOf(route.needs, caller, repo, world);
    return refusal ?? route.run({ ...callOf(found), repo });
  }
  for (const route of routes) {
    const found = route.method === method ? match(route.template, path) : undefined;
    if (found !== undefined) return route.run(callOf(found));
  }
  onFault(`${method} ${path} is not served here`);
  return notFound;
}

function match(template: string, path: string): Record<string, string> | undefined {
  const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const found = pattern.exec(path);
  if (found === null) return undefined;
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}
