// One call of the port: the right connection, bounded waiting, renewal of what GitHub no longer accepts, and errors of ours.

import type { Octokit } from 'octokit';
import { createRedactor } from '../../../state/secrets/redactor.ts';
import { GitHubError, rateLimited } from '../errors.ts';
import type { RepoName, Waiting } from '../github.ts';
import type { OctokitSettings, RequestPatience } from './configured.ts';
import { createConnections } from './connections.ts';
import { fieldsOf, listOf } from './fields.ts';
import { type Identity, secretsOf } from './identity.ts';
import { withPatience } from './patience.ts';
import { createQuotas, type Quotas } from './quotas.ts';
import { isAboutToken, statusOf, translate } from './translate.ts';

export interface Api {
  readonly at: { readonly owner: string; readonly repo: string };
  readonly request: Octokit['request'];
  /** The token of the App's installation. */
  token(): Promise<string>;
  /** The pages of a list, 100 a page, each asked for when it is wanted. `route` is that of a GET. */
  pages(route: string, parameters: Readonly<Record<string, unknown>>): AsyncIterable<readonly unknown[]>;
}

export type Call = <T>(
  repo: RepoName,
  work: (api: Api) => Promise<T>,
  waiting?: Waiting & { readonly secrets?: readonly string[] },
) => Promise<T>;

export interface CallSettings extends OctokitSettings {
  readonly identity: Identity;
  /** The longest that a call may take. Default: 60 s. */
  readonly patienceMs?: number;
}

export interface Calls {
  readonly call: Call;
  readonly quotas: Quotas;
  /** The next call about that repository makes its token anew; false where that changes nothing. */
  renew(repo: RepoName): boolean;
}

export function createCall(settings: CallSettings): Calls {
  const { identity, clock, patienceMs = 60_000 } = settings;
  const quotas = createQuotas(() => clock.now());
  const connections = createConnections(identity, settings, quotas);

  async function once<T>(
    repo: RepoName,
    work: (api: Api) => Promise<T>,
    patience: RequestPatience,
  ): Promise<T> {
    const connection = await connections.of(repo, patience);
    const waitMs = quotas.waitMs(connection.identity);
    if (waitMs > patience.until - clock.now()) throw rateLimited(waitMs);
    if (waitMs > 0) await clock.wait(waitMs, { signal: patience.signal });
    return work(apiOf(connection.octokit, repo, patience));
  }

  async function call<T>(
    repo: RepoName,
    work: (api: Api) => Promise<T>,
    { signal, secrets = [] }: Waiting & { readonly secrets?: readonly string[] } = {},
  ): Promise<T> {
    if (!/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/.test(repo)) throw noRepo(repo);
    try {
      return await withPatience({ ms: patienceMs, signal }, async (stop) => {
        const patience = { signal: stop, until: clock.now() + patienceMs };
        try {
          return await once(repo, work, patience);
        } catch (error) {
          if (!mayBeStale(error) || !connections.renew(repo)) throw error;
          return await once(repo, work, patience);
        }
      });
    } catch (error) {
      const redact = createRedactor([...secretsOf(identity), ...secrets]);
      throw translate(error, { repo, identity, redact, now: clock.now() });
    }
  }

  return { call, quotas, renew: connections.renew };
}

/** The installation's token was revoked, or the installation that it is for is no more. */
function mayBeStale(error: unknown): boolean {
  const status = statusOf(error);
  return status === 401 || ((status === 404 || status === 403) && isAboutToken(error));
}

type Iterate = (asking: unknown, parameters: object) => AsyncIterable<{ readonly data: unknown }>;

function apiOf(octokit: Octokit, fullName: RepoName, request: RequestPatience): Api {
  const [owner = '', repo = ''] = fullName.split('/');
  const at = { owner, repo };
  return {
    at,
    request: octokit.request.defaults({ request }),
    token: async () => fieldsOf(await octokit.auth({ type: 'installation' }), 'installation').text('token'),
    async *pages(route, parameters) {
      const [method = '', url = ''] = route.split(' ');
      // As defaults, because octokit's pagination hands nothing but the address on to the next page.
      const asking = octokit.request.defaults({ method, url, request });
      // What the address has no place for would become a query.
      const of = route.includes('{owner}') ? at : {};
      const iterate = octokit.paginate.iterator as Iterate;
      for await (const { data } of iterate(asking, { ...of, per_page: 100, ...parameters })) {
        yield listOf(data, 'list');
      }
    },
  };
}

function noRepo(repo: string): GitHubError {
  return new GitHubError('GITHUB_REFUSED', `${JSON.stringify(repo)} is no name of a repository.`, {
    hint: 'Write it as owner/name.',
  });
}
