// Which database a URL means.

import type { StoreDialect } from './dialect.ts';
import { storeUrlInvalid } from './errors.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';

export function dialectOf(url: string): StoreDialect {
  const [, scheme, rest] = /^([a-z]+):(.+)$/.exec(url) ?? [];
  if (scheme === 'sqlite' && rest !== undefined) return createSqliteDialect(rest.replace(/^\/\/(?=\/)/, ''));
  throw storeUrlInvalid(withoutPassword(url));
}

/** For messages: the password must not end in a log. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1:…@');
}
