// Adds to each route what all have in common: how it may fail, what it needs of whoever asks, and names for its answers.

import type { RouteOptions } from 'fastify';
import type { Needs } from '../access/needs.ts';
import { errorView } from '../shapes/problem.ts';
import { bodyBytes } from '../edge/limits.ts';
import { failures, failuresOf, tooLarge } from './failures.ts';

interface Described {
  readonly hide?: boolean;
  readonly description?: string;
  readonly body?: unknown;
  readonly querystring?: unknown;
  readonly headers?: unknown;
  readonly response?: Readonly<Record<string, object>>;
}

const successes: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; what comes of it shows later.',
};

/** For `onRoute`; leaves a route alone that has no schema or is hidden. */
export function describeRoute(route: RouteOptions): void {
  const schema = route.schema as Described | undefined;
  if (schema === undefined || schema.hide === true) return;
  const needs = route.config?.access;
  const asked = {
    method: String(route.method),
    path: route.url,
    needsToken: needs !== undefined,
    isJudged: [schema.body, schema.querystring, schema.headers].some((part) => part !== undefined),
  };
  const { bodyLimit = bodyBytes.ordinary } = route;
  const failed = failuresOf(asked).map((status) => [status, failureOf(status, bodyLimit)] as const);
  const said = needs === undefined ? undefined : sentenceOf(needs);
  route.schema = {
    ...schema,
    description: [schema.description, said].filter((part) => part !== undefined).join('\n\n'),
    ...(needs === undefined ? { security: [] } : {}),
    response: {
      ...Object.fromEntries(failed),
      ...(isOfOneThing(asked) ? { 304: unchanged } : {}),
      ...succeeded(schema.response ?? {}),
    },
  };
}

const failureOf = (status: number, bodyLimit: number) => ({
  description: status === 413 ? tooLarge(bodyLimit) : (failures[status] ?? ''),
  content: { 'application/json': { schema: errorView } },
});

/** Each answer says what its status means; those that have several types, or none, say so themselves. */
function succeeded(response: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [status, answerOf(status, schema as Answered)]),
  );
}

const unchanged = { type: 'null', description: 'It is as `If-None-Match` says.' };

/** Only those have a tag. */
const isOfOneThing = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'GET' && /\/:[a-z_]+$/i.test(path);

interface Answered {
  readonly description?: string;
  readonly content?: object;
}

function answerOf(status: string, schema: Answered): object {
  const { description, content } = schema;
  if (content === undefined)
    return { description: successes[status] ?? '', content: { 'application/json': { schema } } };
  return Object.keys(content).length === 0 ? { type: 'null', description } : schema;
}

function sentenceOf(needs: Needs): string {
  if (needs.type === 'anybody') return 'Any valid token will do.';
  return `Needs \`${needs.verb}\` on \`${needs.kind}\`.`;
}
