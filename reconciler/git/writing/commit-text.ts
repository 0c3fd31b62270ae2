// The text of a commit object. Pure.

import type { NewCommit, Person } from './writers.ts';

export function commitText(commit: NewCommit, tree: string): string {
  const { parent, author, committer, at } = commit;
  const when = `${Math.floor(at / 1000)} +0000`;
  return [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${personText(author)} ${when}`,
    `committer ${personText(committer)} ${when}`,
    '',
    messageText(commit),
  ].join('\n');
}

function messageText({ message, trailers = {} }: NewCommit): string {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${oneLine(value)}`);
  return [message.trim(), ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n').concat('\n');
}

function personText({ name, email }: Person): string {
  return `${plain(name)} <${plain(email)}>`;
}

/** Names come from accounts; a line break or bracket in one would forge other headers. */
function plain(text: string): string {
  return oneLine(text).replaceAll(/[<>]/g, '') || 'unknown';
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not get into a header
  return text.replaceAll(/[\u0000-\u001F\u007F]+/g, ' ').trim();
}
