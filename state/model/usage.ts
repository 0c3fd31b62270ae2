// What an agent says that a turn took, as far as it can be believed: anything may stand there. Pure.

import type { Usage } from './turn.ts';

const MOST_WORD = 128;

const amount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** In whole tokens. */
const tokens = (value: unknown): number | undefined => {
  const said = amount(value);
  return said === undefined ? undefined : Math.round(said);
};

const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 ? value.slice(0, MOST_WORD) : undefined;

const currency = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Z]{3}$/.test(value) ? value : undefined;

/** Null where nothing of it is understood. */
export function usageOf(said: unknown): Usage | null {
  if (typeof said !== 'object' || said === null) return null;
  const of = said as Readonly<Record<string, unknown>>;
  const fields = {
    input_tokens: tokens(of['input_tokens']),
    output_tokens: tokens(of['output_tokens']),
    cost: amount(of['cost']),
    currency: currency(of['currency']),
    model: word(of['model']),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return known.length === 0 ? null : (Object.fromEntries(known) as Usage);
}
