// The keys behind secrets: the one that people seal to, and whether an older master key is still needed.

import type { KeyRotation } from '../../../state/secrets/master-key-rotation.ts';
import { anybody, outsideOfSpaces } from '../access/needs.ts';
import { masterKeyView, sealingKeyView } from '../shapes/runtime.ts';
import { showRotation } from '../show/runtime.ts';
import type { Api } from '../typed.ts';

export interface SealingDeps {
  readonly sealing: {
    readonly installation: string;
    recipient(): Promise<string>;
    /** Answers the new one. */
    rotate(by: string): Promise<string>;
  };
  readonly keyRotation: {
    begin(): Promise<KeyRotation>;
    state(): Promise<KeyRotation>;
  };
}

export function sealingRoutes(api: Api, deps: SealingDeps): void {
  api.get(
    '/sealing-key',
    {
      config: anybody,
      schema: {
        operationId: 'getSealingKey',
        response: { 200: sealingKeyView },
        tags: ['secrets'],
        summary: 'The public key that secrets in Git are sealed to',
      },
    },
    async () => ({
      recipient: await deps.sealing.recipient(),
      installation: deps.sealing.installation,
    }),
  );

  api.post(
    '/sealing-key',
    {
      config: outsideOfSpaces('operate', 'Secret'),
      schema: {
        operationId: 'rotateSealingKey',
        response: { 200: sealingKeyView },
        tags: ['secrets'],
        summary: 'Make a new key to seal to; what was sealed before opens as ever',
      },
    },
    async ({ account }) => ({
      recipient: await deps.sealing.rotate(account),
      installation: deps.sealing.installation,
    }),
  );

  api.get(
    '/master-key',
    {
      config: outsideOfSpaces('operate', 'Secret'),
      schema: {
        operationId: 'getMasterKey',
        response: { 200: masterKeyView },
        tags: ['secrets'],
        summary: 'Which master keys are needed, by their ids',
      },
    },
    async () => showRotation(await deps.keyRotation.state()),
  );

  api.post(
    '/master-key',
    {
      config: outsideOfSpaces('operate', 'Secret'),
      schema: {
        operationId: 'rotateMasterKey',
        response: { 202: masterKeyView },
        tags: ['secrets'],
        summary: 'Encrypt everything at rest with the newest master key, in the background',
      },
    },
    async (_request, reply) => reply.status(202).send(showRotation(await deps.keyRotation.begin())),
  );
}
