// Which operator is asked, and who comes next where that one does not answer. Pure.

export interface Operator {
  readonly id: string;
  readonly address: string;
  /** The newest master key that it has. */
  readonly keyId: string;
}

/**
 * First whoever is attached to the session; else, by a number that follows from both names, so that all who ask about one
 * session agree, also when others come and go.
 */
export function inOrder(
  operators: readonly Operator[],
  subject: string,
  holder: string | undefined,
): readonly Operator[] {
  const rank = ({ id }: Operator): number => (id === holder ? Infinity : weight(`${subject} ${id}`));
  return [...operators].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
}

/** FNV-1a, of 32 bits. */
function weight(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
