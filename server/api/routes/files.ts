// Files of a session: a file as it is, a folder as a list or a tar, and the same the other way.

import { onSession } from '../access/needs.ts';
import type { Readable } from 'node:stream';
import type { Workspaces } from '../../../runtime/sessions/workspaces/workspaces.ts';
import { whileConnected } from '../server-sent-events.ts';
import { cursorsOf, pageOf, pageQueryAlone } from '../paging.ts';
import { sessionId } from '../shapes/parameters.ts';
import { bodyOf } from '../stream-body.ts';
import { answer, bytes, json } from '../shapes/media.ts';
import { fileListView, filesWrittenView } from '../shapes/file.ts';
import { showFile } from '../show/file.ts';
import { bodyBytes } from '../edge/limits.ts';
import type { Api } from '../typed.ts';

const TAR = 'application/x-tar';

const filePath = {
  type: 'object',
  required: ['id', '*'],
  properties: {
    id: { type: 'string', description: "The session's id: `ses_…`." },
    '*': { type: 'string', description: 'A path below /session; empty for all of it.' },
  },
} as const;

const cursors = cursorsOf('files', /^[^/\0]{1,255}$/);

export function fileRoutes(api: Api, { workspaces }: { readonly workspaces: Workspaces }): void {
  api.head(
    '/sessions/:id/files/*',
    {
      config: onSession('exec'),
      schema: {
        operationId: 'lookAtFile',
        response: { 200: answer('`raworc-type` says what it is.', {}) },
        tags: ['files'],
        summary: 'Whether there is a file or a folder',
        params: filePath,
      },
    },
    async ({ params }, reply) => {
      const { type, size } = await workspaces.look(sessionId(params.id), params['*'], {});
      reply.header('raworc-type', type);
      if (type === 'file') reply.header('content-length', size);
      return reply.type(type === 'file' ? 'application/octet-stream' : 'application/json').send();
    },
  );

  api.get(
    '/sessions/:id/files/*',
    {
      config: onSession('exec'),
      schema: {
        operationId: 'readFile',
        response: {
          200: answer('The file, or the folder.', {
            ...json(fileListView),
            ...bytes('application/octet-stream', TAR),
          }),
        },
        tags: ['files'],
        summary: `A file; a folder as a list; with \`Accept: ${TAR}\` either as a tar`,
        params: filePath,
        querystring: pageQueryAlone,
      },
    },
    async (request, reply) => {
      const id = sessionId(request.params.id);
      const path = request.params['*'];
      const signal = whileConnected(reply);
      if (request.headers.accept?.includes(TAR)) {
        return reply.type(TAR).send(await workspaces.pack(id, path, { signal }));
      }
      const page = pageOf(request.query, cursors.parse);
      const found = await workspaces.read(id, path, page, { signal });
      reply.header('raworc-type', found.type);
      if (found.type === 'folder') {
        const { items, next } = found;
        return { items: items.map(showFile), next: next === null ? null : cursors.format(next) };
      }
      const { view, body } = found;
      return reply
        .type('application/octet-stream')
        .header('content-length', view.size)
        .header('last-modified', new Date(view.modified).toUTCString())
        .send(body);
    },
  );

  api.put(
    '/sessions/:id/files/*',
    {
      bodyLimit: bodyBytes.stream,
      config: onSession('exec'),
      schema: {
        operationId: 'writeFile',
        response: { 200: filesWrittenView },
        tags: ['files'],
        summary: `Write a file; with \`Content-Type: ${TAR}\` unpack a tar below a folder`,
        params: filePath,
      },
    },
    async (request, reply) => {
      const id = sessionId(request.params.id);
      const path = request.params['*'];
      const signal = whileConnected(reply);
      const isTar = request.headers['content-type']?.startsWith(TAR) ?? false;
      const body: Readable = bodyOf(request);
      const { files, bytes } = isTar
        ? await workspaces.unpack(id, path, body, { signal })
        : await workspaces.put(id, path, body, { signal });
      return { path, files, bytes };
    },
  );
}
