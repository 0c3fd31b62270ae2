// Serves the web page: files that were built, and a policy under which a browser runs nothing else.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the page was built to, in a checkout and in what ships. */
export const builtPage = fileURLToPath(new URL('built/', import.meta.url));

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Scripts, styles and requests of this origin alone; nothing inline, nothing from elsewhere, in nobody's frame. */
const policy = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      frameAncestors: ["'none'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
    },
  },
};

const notBuilt = 'The page is not built in this checkout. Build it: npm run page\n';

/** To be registered in an application of its own. */
export function servePage(app: FastifyInstance, folder = builtPage): void {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, (_request, reply) =>
      reply.status(404).type('text/plain').send(notBuilt),
    );
    return;
  }
  void app.register(fastifyStatic, { root: folder, serve: false });
  app.get('/', { helmet: policy, schema: { hide: true } }, (_request, reply) =>
    // What it names changes with each version; it is small.
    reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false }),
  );
  app.get<{ Params: { '*': string } }>(
    '/assets/*',
    { helmet: policy, schema: { hide: true } },
    (request, reply) =>
      // Their names are made of what is in them.
      reply
        .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
        .sendFile(`assets/${request.params['*']}`, { cacheControl: false }),
  );
}
