// The smallest documents that are valid, for tests that are about something else.

export function space(name: string): string {
  return `apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: ${name} }\n`;
}

/** Ends inside of its spec, so that a test can append fields indented by two. */
export function agent(name: string, space: string): string {
  return `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: ${name}, space: ${space} }\nspec:\n  source: { repo: o/${name} }\n`;
}
