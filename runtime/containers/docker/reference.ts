// Image references, as far as the engine wants them in two pieces.

export interface Reference {
  readonly repo: string;
  readonly tag: string;
}

/** `host:5000/a/b:tag` in two; `latest` where no tag is said, and a digest stays with the repository. */
export function splitReference(reference: string): Reference {
  if (reference.includes('@')) return { repo: reference, tag: '' };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { repo: reference, tag: 'latest' };
  return { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** One `LABEL` instruction of a Dockerfile; nothing in a value is expanded. */
export function labelInstruction(name: string, value: string): string {
  return `LABEL ${quoted(name)}=${quoted(value)}`;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\$]/g, String.raw`\$&`)}"`;
