// Long texts beside their rows: what is over the inline limit is cut into parts, so that no statement ever exceeds what a
// database server takes in one packet. Callers never notice.

import type { Db } from '../schema.ts';
import { cutText } from './cut-text.ts';

/** UTF-16 units; in UTF-8 never more than three bytes each, so parts stay under 1 MiB. */
const inlineLimit = 256 * 1024;

/** What goes into the row's own column: the text, or null where `putBody` must store it. */
export function inlineBody(text: string): string | null {
  return text.length <= inlineLimit ? text : null;
}

/** Does nothing for a text that is inline. */
export async function putBody(db: Db, body: string, text: string): Promise<void> {
  if (text.length <= inlineLimit) return;
  for (const [part, piece] of cutText(text, inlineLimit).entries()) {
    await db.insertInto('bodyParts').values({ body, part, text: piece }).execute();
  }
}

export async function readBody(db: Db, body: string, inline: string | null): Promise<string> {
  if (inline !== null) return inline;
  const parts = await db
    .selectFrom('bodyParts')
    .select('text')
    .where('body', '=', body)
    .orderBy('part')
    .execute();
  return parts.map(({ text }) => text).join('');
}

export async function deleteBody(db: Db, body: string): Promise<void> {
  await db.deleteFrom('bodyParts').where('body', '=', body).execute();
}
