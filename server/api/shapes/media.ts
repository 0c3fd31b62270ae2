// Answers that are no JSON, by the type of their content.

export const eventStream = (description: string) => ({
  'text/event-stream': { schema: { type: 'string', description } } as const,
});

/** Streams have no type to be checked. */
interface Unchecked {
  readonly title?: string;
}

/** Bytes as they come, of one of these types. */
export function bytes<const Type extends string>(...types: readonly Type[]) {
  const schema = { type: 'string', format: 'binary' } as Unchecked;
  return Object.fromEntries(types.map((type) => [type, { schema }])) as Record<
    Type,
    { readonly schema: Unchecked }
  >;
}

/** A JSON answer beside others. */
export const json = <const Schema>(schema: Schema) => ({ 'application/json': { schema } });

/** One status of a route that answers in several types. */
export const answer = <const Content>(description: string, content: Content) => ({ description, content });
