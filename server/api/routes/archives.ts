// A session taken along as one archive, and put back from one.

import { inNamedSpace, onSession } from '../access/needs.ts';
import { createGzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import type { Workspaces } from '../../../runtime/sessions/workspaces/workspaces.ts';
import { whileConnected } from '../server-sent-events.ts';
import { sessionId, sessionPath } from '../shapes/parameters.ts';
import { sessionView } from '../shapes/session.ts';
import { showMessage } from '../show/message.ts';
import { showSession } from '../show/session.ts';
import { bodyOf } from '../stream-body.ts';
import { answer, bytes } from '../shapes/media.ts';
import { sessionDiffView } from '../shapes/file.ts';
import { bodyBytes } from '../edge/limits.ts';
import type { Api } from '../typed.ts';
import type { Beyond } from '../../../runtime/sessions/workspaces/diff.ts';

const exportQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { gzip: { type: 'boolean', default: false, description: 'Compressed.' } },
} as const;

const importQuery = {
  type: 'object',
  required: ['space'],
  additionalProperties: false,
  properties: { space: { type: 'string', description: 'The space that it becomes a session of.' } },
} as const;

const diffQuery = {
  type: 'object',
  required: ['with'],
  additionalProperties: false,
  properties: { with: { type: 'string', description: "The other session's id." } },
} as const;

export function archiveRoutes(api: Api, { workspaces }: { readonly workspaces: Workspaces }): void {
  api.get(
    '/sessions/:id/export',
    {
      config: onSession('exec'),
      // A question about its length must not copy a workspace.
      exposeHeadRoute: false,
      schema: {
        operationId: 'exportSession',
        response: { 200: answer('The archive.', bytes('application/x-tar', 'application/gzip')) },
        tags: ['sessions'],
        summary: 'History and workspace as one tar; whole only with its last entry, complete.json',
        params: sessionPath,
        querystring: exportQuery,
      },
    },
    async ({ params, query }, reply) => {
      const id = sessionId(params.id);
      const tar = await workspaces.export(id, { signal: whileConnected(reply) });
      const isCompressed = query.gzip ?? false;
      const name = `${id}.tar${isCompressed ? '.gz' : ''}`;
      return reply
        .type(isCompressed ? 'application/gzip' : 'application/x-tar')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(isCompressed ? pipeline(tar, createGzip(), () => undefined) : tar);
    },
  );

  api.post(
    '/sessions/import',
    {
      bodyLimit: bodyBytes.stream,
      config: inNamedSpace('create', 'Session'),
      schema: {
        operationId: 'importSession',
        response: { 201: sessionView },
        tags: ['sessions'],
        summary: 'A new session from an archive, compressed or not, that is the body',
        querystring: importQuery,
      },
    },
    async (request, reply) => {
      const input = { space: request.query.space, by: request.account };
      const row = await workspaces.import(input, bodyOf(request), { signal: whileConnected(reply) });
      return reply.status(201).header('location', `/api/v0/sessions/${row.id}`).send(showSession(row));
    },
  );

  api.get(
    '/sessions/:id/diff',
    {
      config: onSession('get', ({ query }) => (query as { readonly with?: string }).with ?? null),
      schema: {
        operationId: 'diffSessions',
        response: { 200: sessionDiffView },
        tags: ['sessions'],
        summary: 'How the files and the history of two sessions differ',
        params: sessionPath,
        querystring: diffQuery,
      },
    },
    async ({ params, query }, reply) => {
      const wait = { signal: whileConnected(reply) };
      const { files, messages } = await workspaces.diff(sessionId(params.id), sessionId(query.with), wait);
      const { common, here, there } = messages;
      return { files, messages: { common, here: showBeyond(here), there: showBeyond(there) } };
    },
  );
}

const showBeyond = ({ items, count }: Beyond) => ({ items: items.map(showMessage), count });
