// The lines of a file that both sides changed.

import { merge } from 'node-diff3';
import { commonLines } from './common-lines.ts';

/** Longer files are not brought together: nobody writes them by hand. Bytes. */
const longest = 4 * 1024 * 1024;

/** Comparisons that one file may cost; what takes more has hardly a line that stands in it only once. */
const mostComparisons = 20_000_000;

/** Undefined where both sides changed the same lines, where it is no text, and where it would take too long. */
export function mergeText(
  ours: Uint8Array,
  ancestor: Uint8Array,
  theirs: Uint8Array,
): Uint8Array | undefined {
  if ([ours, ancestor, theirs].some(({ byteLength }) => byteLength > longest)) return undefined;
  const [own, old, other] = [ours, ancestor, theirs].map(linesOf);
  if (own === undefined || old === undefined || other === undefined) return undefined;
  const merged: string[] = [];
  let left = mostComparisons;
  for (const piece of piecesOf({ own, old, other })) {
    const same = untouched(piece);
    if (same === undefined) {
      left -= comparisons(piece.old, piece.own) + comparisons(piece.old, piece.other);
      if (left < 0) return undefined;
    }
    const lines = same ?? bothTouched(piece);
    if (lines === undefined) return undefined;
    for (const line of lines) merged.push(line);
  }
  return new TextEncoder().encode(merged.join(''));
}

interface Piece {
  readonly own: readonly string[];
  readonly old: readonly string[];
  readonly other: readonly string[];
}

/** Cut at lines that all three have: each piece begins with one, except the first. */
function* piecesOf({ own, old, other }: Piece): Iterable<Piece> {
  let from = { own: 0, old: 0, other: 0 };
  const ends = { own: own.length, old: old.length, other: other.length };
  for (const to of [...commonLines(own, old, other), ends]) {
    yield {
      own: own.slice(from.own, to.own),
      old: old.slice(from.old, to.old),
      other: other.slice(from.other, to.other),
    };
    from = to;
  }
}

/** What a piece becomes that at most one side changed, or both in the same way. */
function untouched({ own, old, other }: Piece): readonly string[] | undefined {
  if (isSame(own, old)) return other;
  return isSame(other, old) || isSame(own, other) ? own : undefined;
}

function bothTouched({ own, old, other }: Piece): readonly string[] | undefined {
  const { conflict, result } = merge([...own], [...old], [...other], { excludeFalseConflicts: true });
  return conflict ? undefined : result;
}

/** About how often finding what two lists have in common looks at a line. */
function comparisons(one: readonly string[], other: readonly string[]): number {
  const times = new Map<string, number>();
  for (const line of one) times.set(line, (times.get(line) ?? 0) + 1);
  const pairs = other.reduce((sum, line) => sum + (times.get(line) ?? 0), 0);
  return pairs * Math.min(one.length, other.length);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
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
