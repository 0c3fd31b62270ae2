// The CLI's end of a WebSocket to the server: what refuses the connection is an error as of any other request.

import { text as readAll } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { type Conversation, converseOver, type Said } from '../../server/api/frames.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { connectionLost, serverUnreachable } from '../errors.ts';
import type { ClientSettings } from '../settings/client-settings.ts';
import { problemOf } from './problem.ts';

/** Resolves when the connection is open. */
export function openSocket({ url, token }: ClientSettings, path: string): Promise<Conversation> {
  const target = `${url.replace(/^http/, 'ws')}/api/v0/${path}`;
  const socket = new WebSocket(target, { headers: { authorization: `Bearer ${token}` } });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(converseOver(socket)));
    socket.once('error', (error) => reject(serverUnreachable(url, error)));
    socket.once('unexpected-response', (_request, response) => {
      readAll(response).then(
        (text) => reject(problemOf(text, response.statusCode ?? 0, url)),
        (error: unknown) => reject(serverUnreachable(url, error)),
      );
    });
  });
}

/** The next frame; throws the error that the server says, and where the connection ended without one. */
export async function nextFrame({ frames }: Conversation): Promise<Buffer | Said> {
  const { value } = await frames.next();
  if (value === undefined) throw connectionLost();
  if (Buffer.isBuffer(value) || value['type'] !== 'error') return value;
  const { code, message, hint } = value['error'] as { code: string; message: string; hint?: string };
  throw new RaworcError(code, message, hint === undefined ? {} : { hint });
}
