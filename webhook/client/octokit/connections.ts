// The octokit that speaks for us about a repository: with the token, or with the token of the App's installation there,
// which octokit makes and renews.

import { App, type Octokit } from 'octokit';
import { notInstalled } from '../errors.ts';
import type { RepoName } from '../github.ts';
import { configureOctokit, type OctokitSettings, type RequestPatience } from './configured.ts';
import { fieldsOf } from './fields.ts';
import type { Identity } from './identity.ts';
import type { Quotas } from './quotas.ts';
import { statusOf } from './translate.ts';

export interface Connection {
  readonly octokit: Octokit;
  /** Whose rate limit it uses. */
  readonly identity: string;
}

export interface Connections {
  /** GITHUB_NOT_FOUND where the App is not installed; else octokit's errors. */
  of(repo: RepoName, request: RequestPatience): Promise<Connection>;
  /** The connection was not accepted: the next one is made anew. False where that changes nothing. */
  renew(repo: RepoName): boolean;
}

export function createConnections(
  identity: Identity,
  settings: OctokitSettings,
  quotas: Quotas,
): Connections {
  if (identity.type === 'app') return connectionsOfApp(identity, settings, quotas);
  const Configured = configureOctokit(settings, identity.type, quotas);
  const octokit = new Configured(identity.type === 'token' ? { auth: identity.token } : {});
  return { of: async () => ({ octokit, identity: identity.type }), renew: () => false };
}

function connectionsOfApp(
  { appId, privateKey }: Identity & { readonly type: 'app' },
  settings: OctokitSettings,
  quotas: Quotas,
): Connections {
  const appFor = (name: string) =>
    new App({ appId, privateKey, Octokit: configureOctokit(settings, name, quotas) });
  const app = appFor('app');
  const installations = new Map<string, number>();
  const connections = new Map<number, Promise<Connection>>();

  async function installationOf(repo: RepoName, request: RequestPatience): Promise<number> {
    const known = installations.get(repo.toLowerCase());
    if (known !== undefined) return known;
    const [owner = '', name = ''] = repo.split('/');
    try {
      const { data } = await app.octokit.request('GET /repos/{owner}/{repo}/installation', {
        owner,
        repo: name,
        request,
      });
      const id = fieldsOf(data, 'installation').number('id');
      installations.set(repo.toLowerCase(), id);
      return id;
    } catch (error) {
      throw statusOf(error) === 404 ? notInstalled(repo) : error;
    }
  }

  async function connect(installation: number): Promise<Connection> {
    const name = `installation/${installation}`;
    return { octokit: await appFor(name).getInstallationOctokit(installation), identity: name };
  }

  return {
    async of(repo, request) {
      const installation = await installationOf(repo, request);
      const connection = connections.get(installation) ?? connect(installation);
      connections.set(installation, connection);
      return connection;
    },
    renew(repo) {
      const installation = installations.get(repo.toLowerCase());
      if (installation === undefined) return false;
      installations.delete(repo.toLowerCase());
      connections.delete(installation);
      return true;
    },
  };
}
