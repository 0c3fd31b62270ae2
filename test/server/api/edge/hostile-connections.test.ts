// Connections that are slow, endless or mean two things, over real sockets; somebody ordinary is served beside each.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Api } from '../../../../server/api/typed.ts';
import { createEdgeApp, edgeToken, listenAtEdge, talkRaw } from '../../../support/server/edge-app.ts';

let app: Api;
let port: number;

beforeEach(async () => {
  app = await createEdgeApp({ limits: { headersMs: 300, bodyMs: 300 } });
  port = await listenAtEdge(app);
});
afterEach(() => app.close());

const begin = 'POST /api/v0/sessions HTTP/1.1\r\nhost: x\r\n';
const json = `authorization: Bearer ${edgeToken}\r\ncontent-type: application/json\r\n`;

const cases: readonly {
  readonly why: string;
  readonly sends: readonly string[];
  readonly status: number;
  readonly code: string;
}[] = [
  {
    why: 'headers that never end are cut off, because a thousand such clients would hold every connection',
    sends: [`${begin}x-slow: `],
    status: 408,
    code: 'REQUEST_TOO_SLOW',
  },
  {
    why: 'silence is cut off, because it costs a connection too',
    sends: [],
    status: 408,
    code: 'REQUEST_TOO_SLOW',
  },
  {
    why: 'a body that never ends is cut off, because it is held in memory meanwhile',
    sends: [`${begin}${json}content-length: 100\r\n\r\n{"space":`],
    status: 408,
    code: 'REQUEST_TOO_SLOW',
  },
  {
    why: 'ten thousand headers are refused, because each of them is kept',
    sends: [begin, ...Array.from({ length: 10_000 }, (_, index) => `x-${index}: y\r\n`), '\r\n'],
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    why: 'a few hundred small headers are refused, because some would be left out silently',
    sends: [
      begin,
      ...Array.from({ length: 300 }, (_, index) => `x-${index}: y\r\n`),
      'content-length: 0\r\nconnection: close\r\n\r\n',
    ],
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    why: 'one huge header is refused, because all of it would be kept',
    sends: [`${begin}x-huge: ${'y'.repeat(1024 * 1024)}\r\n\r\n`],
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    why: 'a length and chunks together are refused, because a proxy may read the other one of them',
    sends: [`${begin}${json}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'two lengths are refused, because a proxy may read the other one of them',
    sends: [`${begin}${json}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`],
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'chunks inside of another encoding are refused, because where they end is a matter of opinion',
    sends: [`${begin}${json}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'a header with a space before its colon is refused, because proxies disagree about its name',
    sends: [`${begin}content-length : 5\r\n\r\nhello`],
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'a request without a host is refused, because HTTP/1.1 says so',
    sends: ['GET /health HTTP/1.1\r\nconnection: close\r\n\r\n'],
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'what is no HTTP is refused in the same form, because a person may look at it',
    sends: ['SSH-2.0-OpenSSH_9.6\r\n'],
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'a body that is larger than its route takes is refused before it comes, because of the memory',
    sends: [`${begin}${json}content-length: 999999999\r\n\r\n`],
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
];

for (const { why, sends, status, code } of cases) {
  test(why, async () => {
    const answer = talkRaw(port, ...sends);
    const ordinary = await fetch(`http://127.0.0.1:${port}/health`);
    assert.equal(ordinary.status, 200);
    const heard = await answer;
    assert.match(heard, new RegExp(`^HTTP/1\\.1 ${status} `));
    const { error } = JSON.parse(heard.slice(heard.indexOf('\r\n\r\n'))) as { error: { code: string } };
    assert.equal(error.code, code);
    assert.equal(heard.match(/^HTTP\/1\.1 \d/gm)?.length, 1, 'it was answered once');
  });
}
