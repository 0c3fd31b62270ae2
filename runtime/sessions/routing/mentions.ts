// `@agent` in a message. Pure.

/** As agents may be called; the @ must begin a word, so that an e-mail address mentions nobody. */
const mention = /(?<![\w@.-])@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?![\w@-]|\.\w)/g;

/** More than anybody means. */
const MOST_MENTIONS = 16;
/** UTF-16 units that are looked at: whom a message is for is said at its beginning, not in the log pasted below. */
const LOOKED_AT = 4096;

/** The names mentioned, each once, in order. */
export function mentionsOf(content: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name] of content.slice(0, LOOKED_AT).matchAll(mention)) {
    if (name !== undefined) names.add(name);
    if (names.size === MOST_MENTIONS) break;
  }
  return [...names];
}

/** What the agent is given: without the `@agent` at the beginning, which only said whom the message is for. */
export function withoutAddress(content: string, agent: string): string {
  const address = /^\s*@([a-z0-9-]+)[,:]?(?:\s+|$)/.exec(content);
  return address?.[1] === agent ? content.slice(address[0].length) : content;
}
