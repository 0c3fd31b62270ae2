// What a mysql:// URL says. Pure.

export interface MysqlAddress {
  /** As the driver's pool takes it. */
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
    /** Half of them are for transactions; one of each is the least. */
    readonly connectionLimit: number;
    readonly ssl?: { readonly rejectUnauthorized: boolean };
  };
  /** After this long without an answer the connection is given up. */
  readonly answerWithinMs: number;
  /** For people: never with the password. */
  readonly location: string;
}

/**
 * `mysql://user:password@host:3306/database?connectionLimit=10&answerWithinMs=30000&ssl=true`; undefined where it can't be
 * one. `ssl=true` checks the server's certificate, `ssl=unverified` only encrypts.
 */
export function parseMysqlUrl(text: string): MysqlAddress | undefined {
  const url = URL.parse(text);
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (url === null || url.hostname === '' || database === '' || database.includes('/')) return undefined;
  const port = url.port === '' ? 3306 : Number(url.port);
  const ssl = url.searchParams.get('ssl') ?? 'false';
  return {
    server: {
      // The brackets of an IPv6 address belong to the URL.
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database,
      connectionLimit: positiveInteger(url.searchParams.get('connectionLimit')) ?? 10,
      ...(ssl === 'false' ? {} : { ssl: { rejectUnauthorized: ssl !== 'unverified' } }),
    },
    answerWithinMs: positiveInteger(url.searchParams.get('answerWithinMs')) ?? 30_000,
    location: `${url.hostname}:${port}/${database}`,
  };
}

function positiveInteger(text: string | null): number | undefined {
  const number = Number(text ?? '');
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
