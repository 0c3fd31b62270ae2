// Signing a browser in by a link that works once.

import type { AuditTrail } from '../../../state/access/audit.ts';
import { accountKey } from '../../../state/access/decide.ts';
import type { SignIn } from '../../../state/access/sign-in.ts';
import { contentOfToken } from '../access/changes.ts';
import { digestOf } from '../access/what-is-there.ts';
import { anybody, ownedBy } from '../access/needs.ts';
import { newTokenView, signInLinkView } from '../shapes/access.ts';
import { showToken } from '../show/access.ts';
import { time } from '../show/time.ts';
import type { Api } from '../typed.ts';

export interface SignInDeps {
  readonly signIn: SignIn;
  readonly audit: AuditTrail;
}

export function signInRoutes(api: Api, { signIn, audit }: SignInDeps): void {
  api.post(
    '/sign-in-links',
    {
      config: ownedBy('create', 'Token', ({ subject }) => accountKey(subject)),
      schema: {
        operationId: 'createSignInLink',
        response: { 201: signInLinkView },
        tags: ['access'],
        summary: 'A code that signs a browser in as oneself, once, within two minutes',
      },
    },
    async ({ subject }, reply) => {
      const { code, expiresAt } = await signIn.link(subject);
      return reply.status(201).send({ code, expires_at: time(expiresAt) });
    },
  );

  api.post(
    '/sign-in',
    {
      config: anybody,
      schema: {
        operationId: 'signIn',
        response: { 201: newTokenView },
        tags: ['access'],
        summary:
          'Make a token of some hours from a code of `/sign-in-links`, which is shown as the bearer token',
      },
    },
    async ({ headers, ip, id, subject }, reply) => {
      const [, code = ''] = (headers.authorization ?? '').split(' ');
      const { row, text } = await signIn.redeem(code);
      await audit.add({
        account: subject.account,
        via: 'api',
        address: ip,
        requestId: id,
        verb: 'create',
        kind: 'Token',
        space: null,
        name: row.id,
        decision: 'allowed',
        reason: 'A link to sign in was redeemed.',
        before: null,
        after: digestOf(contentOfToken(row)),
      });
      return reply.status(201).send({ ...showToken(row), token: text });
    },
  );
}
