// What came of a merge, out of the Markdown that its comment has: a headline, a line for each space, and the ends of logs. Pure.

export type OutcomeLine =
  | {
      readonly type: 'space';
      readonly tone: 'good' | 'bad' | 'busy';
      readonly space: string;
      readonly text: string;
    }
  | { readonly type: 'text' | 'log'; readonly text: string };

const tones = { '✅': 'good', '❌': 'bad', '⏳': 'busy' } as const;

/** What has none of the known forms is text as it was written. */
export function outcomeLines(markdown: string): readonly OutcomeLine[] {
  const lines: OutcomeLine[] = [];
  let fence: string | null = null;
  let log: string[] = [];
  for (const line of markdown.split('\n')) {
    if (fence !== null) {
      if (line === fence) lines.push({ type: 'log', text: log.join('\n') });
      if (line === fence) fence = null;
      else log.push(line);
      continue;
    }
    const [, ticks] = /^(`{3,})\w*$/.exec(line) ?? [];
    if (ticks !== undefined) [fence, log] = [ticks, []];
    else if (!/^(\s*|<\/?details>.*)$/.test(line)) lines.push(lineOf(line));
  }
  return lines;
}

function lineOf(line: string): OutcomeLine {
  const [, sign, space, said] = /^- (✅|❌|⏳) (`+.+?`+): (.*)$/.exec(line) ?? [];
  if (sign === undefined || space === undefined || said === undefined)
    return { type: 'text', text: read(line) };
  return { type: 'space', tone: tones[sign as keyof typeof tones], space: read(space), text: read(said) };
}

/** As people read it: code without its ticks, what was escaped as it is meant. */
function read(markdown: string): string {
  return markdown.replaceAll(
    /(`+) ?(.+?) ?\1|&#(\d+);|<!-- -->|\*\*/g,
    (_all, _ticks, code?: string, point?: string) =>
      code ?? (point === undefined ? '' : String.fromCodePoint(Number(point))),
  );
}
