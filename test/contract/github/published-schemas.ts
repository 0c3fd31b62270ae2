// The schemas of GitHub's description, compiled when they are first needed: it has thousands, and a test touches dozens.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

type Components = Readonly<Record<string, object>>;

/** What is wrong with a value, in words; empty where nothing is. */
export type Check = (value: unknown) => readonly string[];

export interface PublishedSchemas {
  check(schema: object): Check;
}

const components = '#/components/schemas/';

export function publishedSchemas(schemas: Components): PublishedSchemas {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const known = new Set<string>();

  /** Makes a schema one that ajv takes, and all that it refers to known. */
  function prepare(schema: object): object {
    const named: string[] = [];
    const prepared = JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
      if (key === '$ref' && typeof value === 'string' && value.startsWith(components)) {
        named.push(value.slice(components.length));
        return named.at(-1);
      }
      return isRecord(value) ? withNull(value) : value;
    }) as object;
    for (const name of named) {
      if (known.has(name)) continue;
      known.add(name);
      ajv.addSchema(prepare(schemas[name] ?? {}), name);
    }
    return prepared;
  }

  return {
    check(schema) {
      let compiled: ValidateFunction | undefined;
      return (value) => {
        compiled ??= ajv.compile(prepare(schema));
        return compiled(value) ? [] : (compiled.errors ?? []).map(inWords);
      };
    },
  };
}

/** OpenAPI 3.0 allows `nullable` beside anything; ajv only beside a type, and not for lists of words without null. */
function withNull({ nullable, ...schema }: Readonly<Record<string, unknown>>): object {
  if (nullable !== true) return nullable === undefined ? schema : { ...schema, nullable };
  if (!('type' in schema)) return { anyOf: [schema, { type: 'null' }] };
  const { enum: words } = schema;
  return { ...schema, nullable, ...(Array.isArray(words) ? { enum: [...new Set([...words, null])] } : {}) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inWords({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const allowed = 'allowedValues' in params ? ` (${String(params['allowedValues'])})` : '';
  return `${instancePath} ${message}${allowed}`.trim();
}
