// Who one is and what one may.

import type { Access } from '../../../state/access/access.ts';
import { bindingsOf } from '../../../state/access/bindings-of.ts';
import { ROLE_KINDS, ROLE_VERBS } from '../../../schemas/kinds/role.ts';
import { anybody } from '../access/needs.ts';
import { decisionView, whoamiView } from '../shapes/access.ts';
import { showSubject } from '../show/access.ts';
import type { Api } from '../typed.ts';

export interface IdentityDeps {
  readonly access: Access;
}

const question = {
  type: 'object',
  required: ['verb', 'kind'],
  additionalProperties: false,
  properties: {
    verb: { enum: ROLE_VERBS, description: 'What one would like to do.' },
    kind: { enum: ROLE_KINDS, description: 'With what.' },
    space: { type: 'string', description: 'Where; left out, outside of spaces.' },
    name: { type: 'string', description: 'With which; left out, with any of them.' },
    owner: { type: 'string', description: "For sessions: whose it is; left out, one's own." },
  },
} as const;

export function identityRoutes(api: Api, { access }: IdentityDeps): void {
  api.get(
    '/whoami',
    {
      config: anybody,
      schema: {
        operationId: 'whoami',
        response: { 200: whoamiView },
        tags: ['access'],
        summary: 'The account of the token, and its roles',
      },
    },
    async ({ subject }) => ({
      ...showSubject(subject),
      roles: bindingsOf(subject, await access.grants()).map(({ name, spec }) => ({
        role: spec.role,
        spaces: spec.spaces,
        binding: name,
      })),
    }),
  );

  api.post(
    '/can-i',
    {
      config: anybody,
      schema: {
        operationId: 'canI',
        response: { 200: decisionView },
        tags: ['access'],
        summary: 'Whether the token allows something, and why',
        body: question,
      },
    },
    async ({ subject, body }) => {
      const { verb, kind, space = null, name = null, owner } = body;
      const asked = { verb, kind, space, name, ...(owner === undefined ? {} : { owner }) };
      const decision = await access.decide(subject, asked);
      return decision.allowed
        ? { allowed: true, reason: `The role ${decision.role}, given by ${decision.binding}.` }
        : decision;
    },
  );
}
