// Gives every schema with a title one place among the components of the document, and refers to it elsewhere. Pure.

type Json = unknown;
type Tree = Readonly<Record<string, Json>>;

const isTree = (value: Json): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Examples are what people send and get; a `title` in one is a word of theirs. */
const untouched = new Set(['examples', 'example', 'enum', 'default']);

/** The document itself has a title, and is no schema. */
export function nameComponents<Document extends object>(document: Document): Document {
  const { paths, components, ...rest } = document as Tree;
  const schemas: Record<string, Json> = {};

  function walk(value: Json): Json {
    if (Array.isArray(value)) return value.map(walk);
    if (!isTree(value)) return value;
    const walked = Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, untouched.has(key) ? part : walk(part)]),
    );
    const { title } = value;
    if (typeof title !== 'string') return walked;
    const known = schemas[title];
    schemas[title] = walked;
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(walked))
      throw new TypeError(`Two schemas are called ${title}.`);
    return { $ref: `#/components/schemas/${title}` };
  }

  const named = walk(paths);
  return {
    ...rest,
    paths: named,
    components: { ...(isTree(components) ? components : {}), schemas },
  } as unknown as Document;
}
