// Cutting a text without cutting a character in two. Pure.

/** Pieces of at most `limit` UTF-16 units which joined give the text again. */
export function cutText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + limit, text.length);
    const isInsidePair = end < text.length && isHighSurrogate(text.charCodeAt(end - 1));
    if (isInsidePair && end - start > 1) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
