// The one place that knows ajv: schemas become functions that fill in defaults and list what is wrong.

import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';

import type { JsonSchema } from '../kinds/kinds.ts';

const MOST_ERRORS = 50;

/** Fills defaults into `value`, in place, and returns what is wrong with it, the first 50 things at most. */
export type Check = (value: unknown) => readonly ErrorObject[];

/** Costs some milliseconds; call it once per schema and keep the result. */
export function compile(schema: JsonSchema): Check {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
  });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, MOST_ERRORS));
}
