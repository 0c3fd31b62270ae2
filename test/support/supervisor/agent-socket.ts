// An agent's end of RAWORC_SOCKET, without the agent: for tests of what stands on the wire.

import { Agent, request } from 'node:http';
import { connect } from 'node:net';

export interface SocketAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Many requests may use one of these, a connection each or one after the other. */
export function createAgentSocket(socketPath: string, options: { readonly keepAlive?: boolean } = {}) {
  const agent = new Agent({ keepAlive: options.keepAlive ?? false, maxSockets: options.keepAlive ? 1 : 64 });
  return {
    /** Aborted, it hangs up. */
    async send(
      method: string,
      path: string,
      body?: object | string,
      signal = new AbortController().signal,
    ): Promise<SocketAnswer> {
      const { promise, resolve, reject } = Promise.withResolvers<SocketAnswer>();
      const sent = request({ socketPath, agent, method, path, signal }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
      });
      sent.on('error', reject);
      sent.end(typeof body === 'object' ? JSON.stringify(body) : body);
      return promise;
    },
    close: () => agent.destroy(),
  };
}

/** Sends bytes as they are and resolves with all that comes back until the other side has ended it. */
export async function sendRaw(socketPath: string, ...pieces: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  const socket = connect(socketPath);
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => (text += piece));
  socket.on('error', reject);
  socket.on('end', () => resolve(text));
  for (const piece of pieces) socket.write(piece);
  socket.end();
  return promise;
}
