// What people ask for in comments: lines that begin with `/raworc`. Pure.

import { nearest } from '../../../schemas/text/nearest.ts';

export type Command =
  | { readonly type: 'plan' | 'help' }
  | { readonly type: 'hold' | 'unhold'; readonly space: string }
  | { readonly type: 'rollback'; readonly space: string; readonly revision?: string }
  /** Without a space: all that this pull request showed. Without a plan: as this pull request showed it. */
  | { readonly type: 'confirm'; readonly space?: string; readonly plan?: string };

export type Parsed =
  | { readonly type: 'command'; readonly line: string; readonly command: Command }
  /** `problem` is a sentence. */
  | { readonly type: 'wrong'; readonly line: string; readonly problem: string };

interface Usage {
  readonly text: string;
  readonly about: string;
}

/** Each command as it is written, for `help` and for whoever writes it wrongly. */
export const usages: Readonly<Record<Command['type'], Usage>> = {
  plan: { text: '/raworc plan', about: 'makes the plan anew' },
  hold: { text: '/raworc hold SPACE', about: 'keeps a space as it runs now, whatever is merged' },
  unhold: { text: '/raworc unhold SPACE', about: 'lets a space follow Git again' },
  rollback: {
    text: '/raworc rollback SPACE [REVISION]',
    about: 'brings a space back to an earlier revision, and opens the pull request that reverts it in Git',
  },
  confirm: {
    text: '/raworc confirm [SPACE] [HASH]',
    about: 'lets removals go on that wait, as this pull request showed them',
  },
  help: { text: '/raworc help', about: 'lists these commands' },
};

/** More would be a mistake or a nuisance. */
const most = 10;
const longestLine = 300;
const name = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const hash = /^[0-9a-f]{7,64}$/;

/** Lines in fences and quotes are talked about, not asked for. */
export function parseCommands(body: string): readonly Parsed[] {
  const found: Parsed[] = [];
  let fence: string | undefined;
  for (const raw of body.split(/\r?\n/)) {
    const line = raw.slice(0, longestLine).trim();
    const ticks = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (ticks !== undefined && (fence === undefined || line.startsWith(fence))) {
      fence = fence === undefined ? ticks : undefined;
    } else if (fence === undefined && /^\/raworc(\s|$)/.test(line) && found.length < most) {
      found.push(parseLine(line));
    }
  }
  return found;
}

function parseLine(line: string): Parsed {
  const [, word = 'help', ...words] = line.split(/\s+/);
  const wrong = (problem: string): Parsed => ({ type: 'wrong', line, problem });
  if (!isCommandName(word)) {
    const meant = nearest(word, Object.keys(usages));
    return wrong(
      `There is no command \`${shown(word)}\`.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
    );
  }
  const command = build(word, words);
  return typeof command === 'string' ? wrong(command) : { type: 'command', line, command };
}

/** The command, or what is wrong with its words. */
function build(type: Command['type'], words: readonly string[]): Command | string {
  const [first, second] = words;
  const usage = `It is written \`${usages[type].text}\`.`;
  if (words.length > mostWords[type]) return `\`${type}\` takes fewer words. ${usage}`;
  if (first !== undefined && !name.test(first)) return `\`${shown(first)}\` is no name of a space. ${usage}`;
  if (second !== undefined && !hash.test(second)) {
    return `\`${shown(second)}\` is neither a commit nor a plan's hash. ${usage}`;
  }
  switch (type) {
    case 'plan':
    case 'help':
      return { type };
    case 'hold':
    case 'unhold':
      return first === undefined ? `\`${type}\` needs a space. ${usage}` : { type, space: first };
    case 'rollback':
      if (first === undefined) return `\`rollback\` needs a space. ${usage}`;
      return { type, space: first, ...(second === undefined ? {} : { revision: second }) };
    case 'confirm':
      return {
        type,
        ...(first === undefined ? {} : { space: first }),
        ...(second === undefined ? {} : { plan: second }),
      };
    default:
      return type satisfies never;
  }
}

const mostWords: Readonly<Record<Command['type'], number>> = {
  plan: 0,
  help: 0,
  hold: 1,
  unhold: 1,
  rollback: 2,
  confirm: 2,
};

function isCommandName(word: string): word is Command['type'] {
  return Object.hasOwn(usages, word);
}

/** A stranger's word inside of back-ticks. */
function shown(word: string): string {
  return word.replaceAll('`', '').slice(0, 40);
}
