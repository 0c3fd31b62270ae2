// Which database a URL means.

import type { RandomBytes } from '../model/ids.ts';
import type { Background } from './background.ts';
import type { StoreDialect } from './dialect.ts';
import { storeUrlInvalid } from './errors.ts';
import { parseMysqlUrl } from './mysql/address.ts';
import { createMysqlDialect } from './mysql/dialect.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';

export interface DialectDeps {
  readonly random: RandomBytes;
  readonly background: Pick<Background, 'enter'>;
}

export function dialectOf(url: string, deps: DialectDeps): StoreDialect {
  const [, scheme, rest] = /^(sqlite|mysql|mariadb):(.+)$/.exec(url) ?? [];
  if (scheme === 'sqlite' && rest !== undefined)
    return createSqliteDialect(rest.replace(/^\/\/(?=\/)/, ''), deps);
  const address = scheme === undefined ? undefined : parseMysqlUrl(url);
  if (address === undefined) throw storeUrlInvalid(withoutPassword(url));
  return createMysqlDialect(address, deps);
}

/** For messages: the password must not end in a log. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1:…@');
}
