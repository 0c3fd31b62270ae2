// What is typed and pasted, made fit for an editor of single lines: a line break inside a message (pasted, or Alt-Enter) is
// a sign of its own until the message is sent. Pure.

/** Stands for a line break in the line that is edited, and in the history. */
export const BREAK = '␤';

const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';
// eslint-disable-next-line no-control-regex -- it is what is looked for
const ALT_ENTER = /\u001b(?:\r\n?|\n)/g;

/** Told to a terminal, it marks what is pasted. */
export const MARK_PASTES = '\u001b[?2004h';
export const LEAVE_PASTES = '\u001b[?2004l';

export const toMessage = (line: string): string => line.replaceAll(BREAK, '\n');
export const toLine = (message: string): string => message.replaceAll('\n', BREAK);

/** Returns a function that is given what comes from the terminal, cut anywhere, and gives what the editor may see. */
export function createKeyReader(): (typed: string) => string {
  let isPasting = false;
  let rest = '';

  return (typed) => {
    let text = rest + typed;
    let seen = '';
    rest = '';
    while (text !== '') {
      const mark = isPasting ? PASTE_ENDS : PASTE_BEGINS;
      const at = text.indexOf(mark);
      const held = at === -1 ? beginningOf(mark, text, isPasting ? 1 : 2) : 0;
      const part = at === -1 ? text.slice(0, text.length - held) : text.slice(0, at);
      seen += isPasting ? asPasted(part) : part.replace(ALT_ENTER, BREAK);
      if (at === -1) {
        rest = text.slice(text.length - held);
        break;
      }
      isPasting = !isPasting;
      text = text.slice(at + mark.length);
    }
    return seen;
  };
}

/** How many characters at the end of the text may be the beginning of the mark; fewer than `least` are none. */
function beginningOf(mark: string, text: string, least: number): number {
  // Of a line break in two characters, which in what is typed is the key Enter.
  if (least === 1 && text.endsWith('\r')) return 1;
  for (let length = mark.length - 1; length >= least; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/** Without the keys that the editor would take as commands. */
function asPasted(text: string): string {
  const lines = text.replaceAll('\t', '    ').replace(/\r\n?|\n/g, BREAK);
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return lines.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
}
