// Having a session back whose space went, while its workspace is kept.

import { into, onSession } from '../access/needs.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { sessionId, sessionPath } from '../shapes/parameters.ts';
import { sessionView } from '../shapes/session.ts';
import { showSession } from '../show/session.ts';
import type { Api } from '../typed.ts';

const reopening = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    space: { type: 'string', description: 'Where it goes on; left out, in the space that it was in.' },
  },
} as const;

export function reopeningRoutes(
  api: Api,
  { sessions }: { readonly sessions: Pick<Sessions, 'reopen'> },
): void {
  api.post(
    '/sessions/:id/reopen',
    {
      config: into(onSession('update')),
      schema: {
        operationId: 'reopenSession',
        response: { 200: sessionView },
        tags: ['sessions'],
        summary:
          'Have it back after its space was removed: with its files and its history, while they are kept',
        params: sessionPath,
        body: reopening,
      },
    },
    async ({ params, body, account }) => {
      const { space } = body ?? {};
      const input = { by: account, ...(space === undefined ? {} : { space }) };
      return showSession(await sessions.reopen(sessionId(params.id), input));
    },
  );
}
