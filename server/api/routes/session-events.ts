// A session's event log and what its agents printed: as JSON, or followed as server-sent events.

import { onSession } from '../access/needs.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { badRequest } from '../errors.ts';
import { sendEvents, type ServerSentEvent, whileConnected } from '../server-sent-events.ts';
import { sessionId, sessionPath } from '../shapes/parameters.ts';
import { eventListView, logLineListView } from '../shapes/event.ts';
import { showEvent } from '../show/event.ts';
import { showStreamed, startAfter } from '../show/stream.ts';
import { time } from '../show/time.ts';
import { answer, eventStream, json } from '../shapes/media.ts';
import type { Api } from '../typed.ts';

const eventsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    after: {
      type: 'integer',
      minimum: 0,
      description: 'Events after this number; in a stream `Last-Event-ID` does the same.',
    },
    limit: { type: 'integer', minimum: 1, maximum: 1000, default: 200 },
    tail: { type: 'integer', minimum: 0, description: 'Of those, only so many of the newest.' },
    attached: {
      type: 'boolean',
      default: true,
      description:
        'Whether a stream keeps the session from being paused, suspended or closed for being idle.',
    },
  },
} as const;

const logsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    agent: { type: 'string', description: 'Only what this one printed.' },
    since: { type: 'string', format: 'date-time', description: 'Only lines from then on.' },
    tail: { type: 'integer', minimum: 0, description: 'Of the lines kept, only so many of the newest.' },
  },
} as const;

export function sessionEventRoutes(api: Api, { sessions }: { readonly sessions: Sessions }): void {
  api.get(
    '/sessions/:id/events',
    {
      config: onSession('get'),
      schema: {
        operationId: 'listEvents',
        response: { 200: answer('The log.', { ...json(eventListView), ...eventStream('An event each.') }) },
        tags: ['sessions'],
        summary: 'The event log',
        params: sessionPath,
        querystring: eventsQuery,
      },
    },
    async (request, reply) => {
      const id = sessionId(request.params.id);
      const asked = startAfter(request.headers['last-event-id'], request.query.after);
      const { tail } = request.query;
      const after = tail === undefined ? asked : Math.max(asked, (await sessions.lastEvent(id)) - tail);
      if (!request.headers.accept?.includes('text/event-stream')) {
        const events = await sessions.log(id, after, request.query.limit ?? 200);
        return { items: events.map(showEvent), next: events.at(-1)?.seq ?? after };
      }
      const last = await sessions.lastEvent(id);
      if (after > last)
        throw badRequest(`The log of this session ends at ${last}, before ${after}.`, { last });
      const signal = whileConnected(reply);
      if (request.query.attached) sessions.attach(id, signal);
      async function* shown(): AsyncGenerator<ServerSentEvent> {
        for await (const event of sessions.events(id, { after, signal })) yield showStreamed(event);
      }
      await sendEvents(reply, shown(), signal);
      return reply;
    },
  );

  api.get(
    '/sessions/:id/logs',
    {
      config: onSession('get'),
      schema: {
        operationId: 'getLogs',
        response: { 200: answer('The lines.', { ...json(logLineListView), ...eventStream('A line each.') }) },
        tags: ['sessions'],
        summary: 'What the agents printed',
        params: sessionPath,
        querystring: logsQuery,
      },
    },
    async (request, reply) => {
      const id = sessionId(request.params.id);
      await sessions.get(id);
      const follow = request.headers.accept?.includes('text/event-stream') ?? false;
      const signal = whileConnected(reply);
      const { agent, since, tail } = request.query;
      const lines = sessions.logs(id, {
        follow,
        signal,
        ...(agent === undefined ? {} : { agent }),
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(tail === undefined ? {} : { tail }),
      });
      if (!follow) {
        const items = [];
        for await (const line of lines) items.push({ ...line, at: time(line.at) });
        return { items, next: null };
      }
      async function* shown(): AsyncGenerator<ServerSentEvent> {
        for await (const line of lines) yield { event: 'log', data: { ...line, at: time(line.at) } };
      }
      await sendEvents(reply, shown(), signal);
      return reply;
    },
  );
}
