// How deep JSON is nested, told from its text: what is too deep is never built. Pure.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Text that is no JSON has some depth as well. */
export function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > most) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
    }
  }
  return false;
}

/** Where the quote stands that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text.charCodeAt(before - 1) === BACKSLASH && before - 1 > start) before -= 1;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}
