// How the shapes of answers are written down: as JSON Schemas from which their types follow, so that what is shown and
// what is described can't part. Closed: a field that is shown and not described does not compile. The CLI and the web page know
// what they read by the same types; so the shapes know none of the parts whose values they show.

import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../../../schemas/readonly.ts';

/** The type of what a shape describes. */
export type Shown<Shape extends JSONSchema> = DeepReadonly<FromSchema<Shape>>;

type Fields = Readonly<Record<string, unknown>>;

export interface View<Of extends Fields, Optional extends keyof Of> {
  /** Its name among the components of the OpenAPI document. */
  readonly title: string;
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly Exclude<keyof Of & string, Optional>[];
  readonly properties: Of;
  readonly examples: readonly unknown[];
}

/** Every field is always there, but for the optional ones. */
export function view<const Of extends Fields, const Optional extends keyof Of & string = never>(
  title: string,
  properties: Of,
  example: unknown,
  optional: readonly Optional[] = [],
): View<Of, Optional> {
  const isRequired = (field: string): field is Exclude<keyof Of & string, Optional> =>
    !(optional as readonly string[]).includes(field);
  const required = Object.keys(properties).filter(isRequired);
  return { title, type: 'object', additionalProperties: false, required, properties, examples: [example] };
}

interface Item {
  readonly title: string;
  readonly examples: readonly unknown[];
}

/** `{ items, next }`; its example has that of the item. */
export function listOfViews<const Of extends Item>(item: Of) {
  return view(
    `${item.title}List`,
    {
      items: { type: 'array', items: item },
      next: { type: ['string', 'null'], description: 'The cursor of the next page; null on the last.' },
    },
    { items: item.examples, next: null },
  );
}

/** The type of a page of a list. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export function nullable<const Of>(schema: Of) {
  return { anyOf: [schema, { type: 'null' }] } as const;
}

export function arrayOf<const Of>(items: Of) {
  return { type: 'array', items } as const;
}

export const text = { type: 'string' } as const;
export const textOrNull = { type: ['string', 'null'] } as const;
export const flag = { type: 'boolean' } as const;
export const count = { type: 'integer', minimum: 0 } as const;
export const countOrNull = { type: ['integer', 'null'], minimum: 0 } as const;
export const texts = { type: 'array', items: { type: 'string' } } as const;
export const moment = { type: 'string', format: 'date-time', description: 'RFC 3339, in UTC.' } as const;
export const momentOrNull = {
  type: ['string', 'null'],
  format: 'date-time',
  description: 'RFC 3339, in UTC; null: not yet, or never.',
} as const;
/** Whatever people put in. */
export const anything = { type: 'object', additionalProperties: true } as const;
/** What a kind's `spec` is shown by; what may stand in it, its own schema says. */
export const asDeclared = { ...anything, description: 'As its kind has it, with every default.' } as const;
export const labelsView = { type: 'object', additionalProperties: { type: 'string' } } as const;

export const exampleCommit = 'b5ad549d6c22acb40fe719c132ed1d064e5292fd';

/** No body. */
export const nothing = { description: 'Done; there is nothing to say.', content: {} } as const;
