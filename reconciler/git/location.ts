// One canonical name for each repository, whatever spelling people use, so that it is cached and listed once. Pure.

export interface RemoteLocation {
  readonly type: 'remote';
  /** Fit for logs and comparison: `https://github.com/company/sales-agent`. */
  readonly canonical: string;
  /** What is asked; never holds credentials. */
  readonly url: string;
  /** With the port where it isn't the default one. */
  readonly host: string;
}

export interface LocalLocation {
  readonly type: 'local';
  /** The absolute path of a work tree or a bare repository. */
  readonly canonical: string;
}

export interface InvalidLocation {
  readonly type: 'invalid';
  /** A sentence. */
  readonly reason: string;
  readonly hint: string;
}

export type Location = RemoteLocation | LocalLocation | InvalidLocation;

const accepted = 'Write github.com/owner/name, owner/name, an https or ssh URL, or an absolute path.';

/** Hosts that serve a repository with and without `.git` alike, and ignore case. */
const knownHosts = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org']);

/** Understands `host/o/r`, `o/r` (on GitHub), http(s) and ssh URLs, `user@host:o/r`, `file://` and absolute paths. */
export function parseLocation(text: string): Location {
  const trimmed = text.trim();
  if (trimmed === '') return invalid('The location of a repository is empty.');
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not get into URLs and paths
  if (/[\s\u0000-\u001F]/.test(trimmed)) return invalid('The location of a repository holds white space.');
  if (trimmed.startsWith('file://')) return parseFileUrl(trimmed);
  if (trimmed.startsWith('/')) return local(trimmed);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return parseUrl(trimmed);
  const scp = /^(?:([^@/:]+)@)?([^@/:]+):(?!\/\/)(.+)$/.exec(trimmed);
  if (scp !== null) return remote('https', scp[2] ?? '', scp[3] ?? '');
  return parseShorthand(trimmed);
}

function parseShorthand(text: string): Location {
  const [first = '', ...rest] = text.split('/');
  if (first === '.' || first === '..' || first === '~') {
    return invalid(`\`${text}\` is a relative path.`);
  }
  if (first.includes('.') && rest.length >= 2) return remote('https', first, rest.join('/'));
  if (rest.length === 1) return remote('https', 'github.com', text);
  return invalid(`\`${text}\` does not name a repository.`);
}

function parseUrl(text: string): Location {
  if (!URL.canParse(text)) return invalid('The URL of a repository can not be read.');
  const url = new URL(text);
  if (url.password !== '' || (url.username !== '' && url.protocol.startsWith('http'))) {
    return invalid(
      `The URL of a repository on ${url.host} holds credentials.`,
      'Take them out of the URL and give them to Raworc as a setting: what is in Git is read by many.',
    );
  }
  if (url.search !== '' || url.hash !== '')
    return invalid('The URL of a repository has a query or a fragment.');
  switch (url.protocol) {
    case 'https:':
      return remote('https', url.host, url.pathname);
    case 'http:':
      return remote('http', url.host, url.pathname);
    case 'ssh:':
    case 'git+ssh:':
      // The port is that of ssh, which says nothing about where https is served.
      return remote('https', url.hostname, url.pathname);
    default:
      return invalid(`Repositories can not be fetched over \`${url.protocol}//\`.`);
  }
}

function parseFileUrl(text: string): Location {
  const rest = text.slice('file://'.length).replace(/^localhost(?=\/)/, '');
  if (!rest.startsWith('/')) return invalid(`\`${text}\` names another machine's files.`);
  const path = safely(() => decodeURIComponent(rest));
  return path === undefined ? invalid(`\`${text}\` can not be read as a URL.`) : local(path);
}

function local(path: string): Location {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  // A work tree and its `.git` folder are the same repository.
  if (parts.at(-1) === '.git') parts.pop();
  return { type: 'local', canonical: `/${parts.join('/')}` };
}

function remote(scheme: 'http' | 'https', rawHost: string, rawPath: string): Location {
  const host = rawHost.toLowerCase();
  const path = rawPath.replaceAll(/\/+/g, '/').replace(/^\//, '').replace(/\/$/, '');
  if (!/^[a-z0-9.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/.test(host))
    return invalid(`\`${rawHost}\` is not a host.`);
  if (path === '' || path.split('/').includes('..')) return invalid(`No repository is named on ${host}.`);
  if (!knownHosts.has(host)) {
    const url = `${scheme}://${host}/${path}`;
    return { type: 'remote', canonical: url, url, host };
  }
  const name = path.replace(/\.git$/, '').toLowerCase();
  if (!name.includes('/')) return invalid(`\`${host}/${name}\` lacks the repository's name.`);
  const canonical = `https://${host}/${name}`;
  return { type: 'remote', canonical, url: `${canonical}.git`, host };
}

function invalid(reason: string, hint = accepted): InvalidLocation {
  return { type: 'invalid', reason, hint };
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
