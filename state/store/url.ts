// Which database a URL means.

import type { RandomBytes } from '../model/ids.ts';
import type { StoreDialect } from './dialect.ts';
import { storeUrlInvalid } from './errors.ts';
import { parseMysqlUrl } from './mysql/address.ts';
import { createMysqlDialect } from './mysql/dialect.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';

export function dialectOf(url: string, random: RandomBytes): StoreDialect {
  const [, scheme, rest] = /^(sqlite|mysql|mariadb):(.+)$/.exec(url) ?? [];
  if (scheme === 'sqlite' && rest !== undefined)
    return createSqliteDialect(rest.replace(/^\/\/(?=\/)/, ''), random);
  const address = scheme === undefined ? undefined : parseMysqlUrl(url);
  if (address === undefined) throw storeUrlInvalid(withoutPassword(url));
  return createMysqlDialect(address, random);
}

/** For messages: the password must not end in a log. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1:…@');
}
