// The lines of a file that both sides changed.

import { merge } from 'node-diff3';

/** Undefined where both sides changed the same lines, or where it is no text. */
export function mergeText(
  ours: Uint8Array,
  ancestor: Uint8Array,
  theirs: Uint8Array,
): Uint8Array | undefined {
  const texts = [ours, ancestor, theirs].map(linesOf);
  const [own, old, other] = texts;
  if (own === undefined || old === undefined || other === undefined) return undefined;
  const { conflict, result } = merge(own, old, other, { excludeFalseConflicts: true });
  return conflict ? undefined : new TextEncoder().encode(result.join(''));
}

/** With their line breaks, so that what is put together again is byte for byte the same. */
function linesOf(bytes: Uint8Array): string[] | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  } catch {
    return undefined;
  }
}
