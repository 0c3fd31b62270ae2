// What a mysql:// URL says. Pure.

export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly connectionLimit: number;
  readonly ssl?: { readonly rejectUnauthorized: boolean };
  /** For people: never with the password. */
  readonly location: string;
}

/**
 * `mysql://user:password@host:3306/database?connectionLimit=10&ssl=true`; undefined where it can't be one. `ssl=true`
 * checks the server's certificate, `ssl=unverified` only encrypts.
 */
export function parseMysqlUrl(text: string): MysqlAddress | undefined {
  const url = URL.parse(text);
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (url === null || url.hostname === '' || database === '' || database.includes('/')) return undefined;
  const port = url.port === '' ? 3306 : Number(url.port);
  const limit = Number(url.searchParams.get('connectionLimit') ?? 10);
  const ssl = url.searchParams.get('ssl') ?? 'false';
  return {
    // The brackets of an IPv6 address belong to the URL.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    connectionLimit: Number.isInteger(limit) && limit > 0 ? limit : 10,
    ...(ssl === 'false' ? {} : { ssl: { rejectUnauthorized: ssl !== 'unverified' } }),
    location: `${url.hostname}:${port}/${database}`,
  };
}
