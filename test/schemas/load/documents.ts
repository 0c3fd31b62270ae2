// The smallest documents that are valid, for tests that are about something else.

export function space(name: string): string {
  return `apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: ${name} }\n`;
}

/** Ends inside of its spec, so that a test can append fields indented by two. */
export function agent(name: string, space: string): string {
  return `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: ${name}, space: ${space} }\nspec:\n  source: { repo: o/${name} }\n`;
}

export function role(name: string, verbs = '[get]'): string {
  return `apiVersion: raworc.dev/v1\nkind: Role\nmetadata: { name: ${name} }\nspec:\n  rules: [{ kinds: [Session], verbs: ${verbs} }]\n`;
}

export function binding(name: string, to: { readonly role: string; readonly space: string }): string {
  return `apiVersion: raworc.dev/v1\nkind: RoleBinding\nmetadata: { name: ${name} }\nspec:\n  role: ${to.role}\n  subjects: [{ account: alice }]\n  spaces: [${to.space}]\n`;
}

export function secret(name: string, space: string): string {
  return `apiVersion: raworc.dev/v1\nkind: Secret\nmetadata: { name: ${name}, space: ${space} }\nspec: { sealed: YWdl }\n`;
}
