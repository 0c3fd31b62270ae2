// Text of strangers inside Markdown: nothing that stands in a config repository may become a link, a mention or markup.

const active = /[\\`*_{}[\]()<>#+!|~@$&:-]/g;

/** In a sentence or a table's cell. */
export function plain(text: string): string {
  return oneLine(text).replaceAll(active, (character) => {
    const entity = `&#${character.codePointAt(0)};`;
    // Mentions and references are looked for after entities were resolved; an empty comment parts them.
    return character === '@' || character === '#' ? `${entity}<!-- -->` : entity;
  });
}

/** As code, whatever back-ticks the text holds; fit for a table's cell. */
export function code(text: string): string {
  const shown = oneLine(text).replaceAll('|', '∣');
  const ticks = '`'.repeat(longestRun(shown, '`') + 1);
  const space = shown === '' || shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${shown}${space}${ticks}`;
}

/** A block that no text can end from within. */
export function fence(language: string, lines: readonly string[]): string {
  const body = lines.map(printable).join('\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(body, '`') + 1));
  return `${ticks}${language}\n${body}\n${ticks}`;
}

export function link(text: string, url: string | undefined): string {
  return url === undefined ? text : `[${text}](${url.replaceAll(/[\s()<>"'`\\]/g, percent)})`;
}

function percent(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('');
}

/** A folded part; `summary` is Markdown that was made here. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** As HTML text, for the summary of a folded part, in which Markdown has no say. */
export function html(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;');
}

/** Line breaks as one space; control and direction characters, which could make a text look like another, are shown. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}

function printable(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not get through
    /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
