// GitHub's published OpenAPI description: the requests and answers that it allows, and those that it shows as examples.

import { readFileSync } from 'node:fs';
import { type Check, publishedSchemas } from './published-schemas.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

interface Content {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, Referable<{ readonly value?: unknown }>>>;
}

type Contents = Readonly<Record<string, Content>>;
type Referable<T> = T | { readonly $ref: string };

interface Operation {
  readonly parameters?: readonly Referable<Parameter>[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Contents };
  readonly responses: Readonly<Record<string, Referable<{ readonly content?: Contents }>>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface PublishedOperation {
  readonly path: string;
  /** What of the request GitHub would not take, in words; empty where it takes it. */
  faults(query: URLSearchParams, body: unknown): readonly string[];
  /** What of an answer GitHub would not give; a status that it does not describe is none of its own. */
  answerFaults(status: number, body: unknown): readonly string[];
  /** The status of success and the example of its body; undefined where it has none. */
  readonly success: { readonly status: number; readonly example: unknown };
}

export interface PublishedDescription {
  find(method: string, path: string): PublishedOperation | undefined;
}

/** Of these any operation may be refused by, and the description names them for few. */
const anywhere = new Set([401, 403, 404, 422, 429]);

export function readDescription(): PublishedDescription {
  const file = new URL(
    '../../../node_modules/@octokit/openapi/generated/api.github.com.json',
    import.meta.url,
  );
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const schemas = publishedSchemas(description.components.schemas);
  const operations = new Map<Operation, PublishedOperation>();
  const templates = Object.keys(description.paths)
    .map((path) => ({ path, pattern: patternOf(path) }))
    // `/comments/5` rather than `/{number}/comments`.
    .toSorted((a, b) => parametersIn(a.path) - parametersIn(b.path));

  function resolve<T extends object>(value: Referable<T>): T {
    if (!('$ref' in value)) return value;
    let found: unknown = description;
    for (const part of value.$ref.slice(2).split('/')) found = (found as Record<string, unknown>)[part];
    return found as T;
  }

  function operationOf(path: string, { parameters = [], requestBody, responses }: Operation) {
    const inQuery = parameters.map((one) => resolve(one)).filter((one) => one.in === 'query');
    const known = new Set(inQuery.map(({ name }) => name));
    const schema = requestBody?.content['application/json']?.schema;
    const checkRequest = schema && schemas.check(schema);
    const answers = new Map<number, Content | undefined>();
    const checks = new Map<number, Check>();
    for (const [status, response] of Object.entries(responses)) {
      const content = resolve(response).content?.['application/json'];
      answers.set(Number(status), content);
      if (content?.schema !== undefined) checks.set(Number(status), schemas.check(content.schema));
    }
    const success = [...answers.keys()].find((status) => status >= 200 && status < 300) ?? 0;
    const [example] = Object.values(answers.get(success)?.examples ?? {});

    const operation: PublishedOperation = {
      path,
      faults(query, body) {
        const odd = [...query.keys()].filter((name) => !known.has(name)).map((name) => `?${name} is unknown`);
        const isLeftOut = body === undefined && requestBody?.required !== true;
        return isLeftOut || checkRequest === undefined ? odd : [...odd, ...checkRequest(body)];
      },
      answerFaults(status, body) {
        if (answers.has(status)) return checks.get(status)?.(body) ?? [];
        return anywhere.has(status) || status >= 500 ? [] : [`${status} is no answer of it`];
      },
      success: { status: success, example: example && resolve(example).value },
    };
    return operation;
  }

  return {
    find(method, path) {
      for (const template of templates) {
        if (!template.pattern.test(path)) continue;
        const described = description.paths[template.path]?.[method.toLowerCase()];
        if (described === undefined) continue;
        const operation = operations.get(described) ?? operationOf(template.path, described);
        operations.set(described, operation);
        return operation;
      }
      return undefined;
    },
  };
}

const parametersIn = (template: string) => template.split('{').length;
const patternOf = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
