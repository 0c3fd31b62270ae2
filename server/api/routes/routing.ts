// Who would answer a message, without saying it.

import { inSpace } from '../access/needs.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { sessionId, spacePath } from '../shapes/parameters.ts';
import { routeAnswerView } from '../shapes/route.ts';
import { bodyBytes } from '../edge/limits.ts';
import type { Api } from '../typed.ts';

const routeBody = {
  type: 'object',
  required: ['content'],
  additionalProperties: false,
  properties: {
    content: { type: 'string', minLength: 1, description: 'What would be said.' },
    session: { type: 'string', description: 'In the course of which session: `ses_…`.' },
    agent: { type: 'string', description: 'Who is named to answer.' },
    model: {
      type: 'boolean',
      default: true,
      description: "Whether the space's model is asked, where it has one and would be.",
    },
  },
} as const;

export function routingRoutes(api: Api, { sessions }: { readonly sessions: Sessions }): void {
  api.post(
    '/spaces/:space/route',
    {
      bodyLimit: bodyBytes.long,
      config: {
        access: {
          ...inSpace('get', 'Space', 'space').access,
          besides: ({ body }) => (body as { readonly session?: string }).session ?? null,
        },
      },
      schema: {
        operationId: 'route',
        response: { 200: routeAnswerView },
        tags: ['spaces'],
        summary: 'Which agent would answer, why, and how all others fit; nothing is run',
        params: spacePath,
        body: routeBody,
      },
    },
    async ({ params: { space }, body: { content, session, agent, model } }) => {
      const { decision, problem, candidates } = await sessions.route(space, {
        content,
        ...(session === undefined ? {} : { session: sessionId(session) }),
        ...(agent === undefined ? {} : { agent }),
        ...(model === undefined ? {} : { model }),
      });
      return {
        space,
        decision,
        problem: problem && { code: problem.code, message: problem.message, hint: problem.hint ?? null },
        candidates: candidates.map(({ agent, score, words, isPrevious, isDefault }) => ({
          agent,
          score: Math.round(score * 100) / 100,
          words,
          previous: isPrevious,
          default: isDefault,
        })),
      };
    },
  );
}
