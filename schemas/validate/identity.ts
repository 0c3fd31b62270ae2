// Whom a document is about, read as far as it can be, so that a problem names it and the rest can go on without it.

import { KINDS } from '../kinds/kinds.ts';
import type { Kind } from '../kinds/kinds.ts';

export interface Identity {
  readonly kind?: Kind;
  readonly name?: string;
  /** Of an agent or a secret. */
  readonly space?: string;
}

export function identify(value: unknown): Identity {
  const kind = KINDS.find((each) => each === field(value, 'kind'));
  const metadata = field(value, 'metadata');
  const name = field(metadata, 'name');
  const space = field(metadata, 'space');
  return {
    ...(kind ? { kind } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof space === 'string' ? { space } : {}),
  };
}

/** From text that no parser accepts: lines that look like the fields. Good enough for naming, never for acting. */
export function guessIdentity(text: string): Identity {
  const written = (key: string): string | undefined =>
    new RegExp(`(?:^|[{,\\s])["']?${key}["']?:[ \\t]+["']?([A-Za-z0-9-]{1,63})`, 'm').exec(text)?.[1];
  return identify({ kind: written('kind'), metadata: { name: written('name'), space: written('space') } });
}

/** `Space/sales`, `Agent/sales/bot`; undefined where not all of it is known. */
export function showIdentity({ kind, name, space }: Identity): string | undefined {
  if (kind === undefined || name === undefined) return undefined;
  if (kind !== 'Agent' && kind !== 'Secret') return `${kind}/${name}`;
  return space === undefined ? undefined : `${kind}/${space}/${name}`;
}

function field(value: unknown, key: string): unknown {
  const readable = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return readable ? (value as Record<string, unknown>)[key] : undefined;
}
