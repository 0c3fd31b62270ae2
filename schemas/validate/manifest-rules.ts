// What a manifest's schema cannot say: defaults and demands that depend on the runtime and the contract.

import { manifestSchema } from '../manifest/manifest.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { nearest } from '../text/nearest.ts';
import type { Finding } from './finding.ts';

/** What the earlier Raworc called where a manifest named no handler. */
const HANDLERS: readonly (readonly [string, string])[] = [
  ['python', 'main.process_message'],
  ['node', 'index.processMessage'],
  ['rust', 'lib.process_message_sync'],
];

const KNOWN_FIELDS: readonly string[] = Object.keys(manifestSchema.properties);

/** A copy with only known fields, and with the defaults that depend on the runtime. */
export function fillManifest(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.fromEntries(Object.entries(written).filter(([key]) => KNOWN_FIELDS.includes(key)));
  const runtime = String(known['runtime']);
  known['contract'] ??= runtime === 'command' ? 'exec' : 'function';
  const handler = HANDLERS.find(([language]) => runtime.startsWith(language))?.[1];
  if (known['contract'] === 'function' && handler !== undefined) known['handler'] ??= handler;
  return known;
}

/** For a manifest that its schema accepts. */
export function checkCall({ contract, command, runtime }: Manifest): readonly Finding[] {
  const path = ['contract'];
  if (contract !== 'function') {
    if (command !== undefined) return [];
    const message = `The contract ${contract} starts a command, but the field "command" is missing.`;
    return [{ code: 'missing-field', path, at: 'value', message, expected: 'command' }];
  }
  if (runtime !== 'command') return [];
  const message = 'The runtime command has no functions that could be called.';
  return [{ code: 'conflicting-fields', path, at: 'value', message, expected: 'exec or http' }];
}

/** Only warnings: an agent's source may be written for another version of Raworc. */
export function unknownFields(written: Readonly<Record<string, unknown>>): readonly Finding[] {
  return Object.keys(written)
    .filter((key) => !KNOWN_FIELDS.includes(key))
    .map((key) => ({
      code: 'unknown-field',
      severity: 'warning',
      path: [key],
      at: 'key',
      message: `The field "${key}" is not known and has no effect.`,
      expected: `one of ${KNOWN_FIELDS.join(', ')}`,
      suggestion: nearest(key, KNOWN_FIELDS),
    }));
}
