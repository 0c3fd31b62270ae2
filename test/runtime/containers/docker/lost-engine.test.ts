// An engine that hangs, breaks off or isn't there, played by a server on a socket of the test's own.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDockerEngine } from '../../../../runtime/containers/docker/engine.ts';
import type { Engine } from '../../../../runtime/containers/engine.ts';
import { contextOf } from '../../../support/engine/tars.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function playing(
  answer: Answer,
  run: (engine: Engine, requests: () => number) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'raworc-played-engine-'));
  const socketPath = join(folder, 'engine.sock');
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  server.listen(socketPath);
  await once(server, 'listening');
  const engine = createDockerEngine({ owner: 'test', socketPath, timeoutMs: 100 });
  try {
    await run(engine, () => requests);
  } finally {
    await engine.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
}

const hang: Answer = () => undefined;

describe('an engine that is lost', () => {
  it('is unreachable where nothing listens, with advice', async () => {
    const engine = createDockerEngine({ owner: 'test', socketPath: '/nonexistent/engine.sock' });
    await assert.rejects(engine.info(), { code: 'ENGINE_UNREACHABLE', disposition: 'retry' });
    const { signal } = new AbortController();
    await assert.rejects(engine.events({ signal })[Symbol.asyncIterator]().next(), {
      code: 'ENGINE_UNREACHABLE',
    });
    await engine.close();
  });

  it('is given up on when it hangs, or one frozen engine would freeze the runtime', async () => {
    await playing(hang, async (engine) => {
      await assert.rejects(engine.volumes.list({}), { code: 'ENGINE_UNREACHABLE', message: /within 100 ms/ });
      await assert.rejects(engine.containers.attach('x'), { code: 'ENGINE_UNREACHABLE' });
    });
  });

  it('is left at once when the caller aborts, with the caller’s own reason', async () => {
    await playing(hang, async (engine) => {
      const abort = new AbortController();
      const listing = engine.containers.list({}, { signal: abort.signal });
      abort.abort(new Error('shutting down'));
      await assert.rejects(listing, /shutting down/);
    });
  });

  it('is not asked where the signal was aborted before', async () => {
    await playing(hang, async (engine, requests) => {
      await assert.rejects(engine.images.list({}, { signal: AbortSignal.abort() }), { name: 'AbortError' });
      assert.equal(requests(), 0);
    });
  });

  it('breaks events off with an error, so that whoever listens resyncs', async () => {
    const answer: Answer = (request, response) => {
      if (request.url?.startsWith('/events') === true) {
        response.write(' ');
        response.flushHeaders();
        return;
      }
      response.setHeader('Content-Type', 'application/json');
      response.end(request.url?.startsWith('/volumes') === true ? '{"Volumes":[]}' : '[]');
    };
    let events: ServerResponse | undefined;
    const keeping: Answer = (request, response) => {
      if (request.url?.startsWith('/events') === true) events = response;
      answer(request, response);
    };
    await playing(keeping, async (engine) => {
      const { signal } = new AbortController();
      const listening = (async () => {
        for await (const event of engine.events({ signal }))
          if (event.type === 'connected') events?.destroy();
      })();
      await assert.rejects(listening, { code: 'ENGINE_UNREACHABLE' });
    });
  });

  it('that vanishes during a build is no failed build, which would be shown to the agent’s author', async () => {
    const answer: Answer = (request, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (request.url?.startsWith('/version') === true) response.end('{"ApiVersion":"1.41","Os":"linux"}');
      else if (request.url?.startsWith('/build') === true) {
        response.write('{"stream":"Step 1/1 : FROM x\\n"}\n', () => response.destroy());
      } else {
        response.statusCode = 404;
        response.end('{"message":"No such image: x"}');
      }
    };
    await playing(answer, async (engine) => {
      const spec = { context: contextOf('FROM x\n'), tag: 'x:1', labels: {}, onLog: () => undefined };
      await assert.rejects(engine.images.build(spec), { code: 'ENGINE_UNREACHABLE' });
    });
  });
});
