// The real client under the contract: as a GitHub App, and with a token.

import { identity } from '../../webhook/client/octokit/imagined-app.ts';
import { checksContract } from './checks.ts';
import { githubContract } from './contract.ts';
import { appRightsContract, tokenRightsContract } from './rights.ts';

githubContract(
  'as an App',
  () => ({ identity, login: `app-${identity.appId}[bot]` }),
  (subject) => {
    checksContract(subject);
    appRightsContract(subject);
  },
);
githubContract(
  'with a token',
  (world) => ({ identity: { type: 'token', token: world.token('raworc') }, login: 'raworc' }),
  tokenRightsContract,
);
