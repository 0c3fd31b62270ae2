// The server under the application: HTTP or HTTPS, with a bound on everything that a client can make it wait for or keep.

import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Certificates, EdgeLimits, TlsPair } from './limits.ts';

/** How often connections are looked over for those that are too slow. */
const LOOK_EVERY_MS = 1_000;

export function createHttpServer(handler: RequestListener, limits: EdgeLimits, tls?: Certificates): Server {
  const options: ServerOptions = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Bodies are timed where they are read: a file of many gigabytes may take its time as long as something comes.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, limits.headersMs),
    insecureHTTPParser: false,
    // Refused in our own form, beside the number of headers: Node.js would leave out those that are too many.
    requireHostHeader: false,
  };
  const server = tls === undefined ? createServer(options, handler) : encrypted(options, handler, tls);
  server.maxHeadersCount = 0;
  return server;
}

/** Connections that are open keep what they were opened with when the certificate is exchanged. */
function encrypted(options: ServerOptions, handler: RequestListener, tls: Certificates): Server {
  const handshakeTimeout = options.headersTimeout ?? 0;
  const secure = ({ cert, key }: TlsPair): SecureContextOptions => ({ cert, key, minVersion: 'TLSv1.2' });
  const server = createTlsServer({ ...options, ...secure(tls.current()), handshakeTimeout }, handler);
  tls.onChange((pair) => server.setSecureContext(secure(pair)));
  return server;
}
