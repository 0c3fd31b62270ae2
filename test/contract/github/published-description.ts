// GitHub's published OpenAPI description: which requests it allows, and the answers that it shows as examples.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

interface Content {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown; readonly $ref?: string }>>;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Content>>; readonly $ref?: string }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface PublishedOperation {
  readonly path: string;
  /** What of the request GitHub would not take, in words; empty where it takes it. */
  faults(query: URLSearchParams, body: unknown): readonly string[];
  /** The status of success and the example of its body; undefined where it has none. */
  readonly success: { readonly status: number; readonly example: unknown };
}

export interface PublishedDescription {
  find(method: string, path: string): PublishedOperation | undefined;
}

export function readDescription(): PublishedDescription {
  const file = new URL(
    '../../../node_modules/@octokit/openapi/generated/api.github.com.json',
    import.meta.url,
  );
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(description, 'github');

  function resolve<T extends object>(value: T | { readonly $ref: string }): T {
    if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
    let found: unknown = description;
    for (const part of value.$ref.slice(2).split('/')) found = (found as Record<string, unknown>)[part];
    return found as T;
  }

  function operationOf(path: string, operation: Operation): PublishedOperation {
    const parameters = (operation.parameters ?? []).map((one) => resolve<Parameter>(one));
    const schema = operation.requestBody?.content['application/json']?.schema;
    const check = schema && ajv.compile(absolute(schema));
    const [status = '', response = {}] =
      Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [];
    const content = resolve<{ content?: Readonly<Record<string, Content>> }>(response).content;
    const [example] = Object.values(content?.['application/json']?.examples ?? {});
    return {
      path,
      faults(query, body) {
        const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
        const odd = [...query.keys()].filter((name) => !known.has(name)).map((name) => `?${name} is unknown`);
        const isLeftOut = body === undefined && operation.requestBody?.required !== true;
        if (check === undefined || isLeftOut || check(body)) return odd;
        return [
          ...odd,
          ...(check.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`),
        ];
      },
      success: {
        status: Number(status),
        example: example && resolve<{ readonly value?: unknown; readonly $ref?: string }>(example).value,
      },
    };
  }

  return {
    find(method, path) {
      const matching = Object.entries(description.paths)
        .filter(([template]) => patternOf(template).test(path))
        // `/comments/5` rather than `/{number}/comments`.
        .toSorted(([a], [b]) => parametersIn(a) - parametersIn(b));
      for (const [template, operations] of matching) {
        const operation = operations[method.toLowerCase()];
        if (operation !== undefined) return operationOf(template, operation);
      }
      return undefined;
    },
  };
}

const parametersIn = (template: string) => template.split('{').length;
const patternOf = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** References inside one part of the description, as ajv finds them from anywhere. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/')) as object;
}
