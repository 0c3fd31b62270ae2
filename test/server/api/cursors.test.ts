// Every list that has pages refuses what was never one of its cursors: after it nothing would seem to follow, and who reads
// page by page would believe to have read all.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RouteOptions } from 'fastify';
import { cursorsOf, timeCursorsOf } from '../../../server/api/paging.ts';
import type { Api } from '../../../server/api/typed.ts';
import { aSession } from '../../support/rows.ts';
import { createEdgeApp, edgeToken } from '../../support/server/edge-app.ts';

const session = 'ses_1m8k4zhr1460bjjm64s4';
const place = { at: 5, key: 'abc' };
/** One of each list's own. */
const cursors: Readonly<Record<string, string>> = {
  '/sessions': 'ses_01jzzzzzzzzzzzzzzzzzzzzzzz',
  '/sessions/:id/messages': 'msg_01jzzzzzzzzzzzzzzzzzzzzzzz',
  '/sessions/:id/turns': 'turn_01jzzzzzzzzzzzzzzzzzzzzzzz',
  '/sessions/:id/events': '7',
  '/sessions/:id/files/*': cursorsOf('files', /./).format('notes.txt'),
  '/spaces/:space/builds': timeCursorsOf('builds').format(place),
  '/spaces/:space/history': timeCursorsOf('history').format(place),
  '/spaces/:space/secrets': cursorsOf('secrets', /./).format('KEY'),
  '/revisions': timeCursorsOf('revisions').format(place),
  '/reviews': '5.7',
  '/audit': cursorsOf('audit', /./).format('12'),
  '/tokens': cursorsOf('tokens', /./).format('tok_1'),
  '/accounts': cursorsOf('accounts', /./).format('account/ann'),
  '/usage': cursorsOf('usage-space', /./).format('sales'),
};

describe('the cursors of lists', () => {
  let app: Api;
  const paged = new Set<string>();
  before(async () => {
    const onRoute = ({ method, url, schema }: RouteOptions): void => {
      const { properties = {} } = (schema?.querystring ?? {}) as { readonly properties?: object };
      if (method === 'GET' && 'after' in properties) paged.add(url.replace('/api/v0', ''));
    };
    app = await createEdgeApp({ deps: { onRoute, sessions: { get: async () => aSession() } as never } });
    await app.ready();
  });
  after(() => app.close());

  it('are known of every list that has pages', () => {
    assert.deepEqual([...paged].toSorted(), Object.keys(cursors).toSorted());
  });

  it('are refused by every other list, as is what is broken', async () => {
    for (const list of Object.keys(cursors)) {
      const others = Object.entries(cursors).filter(([other]) => other !== list);
      const broken = ['garbage', '', '\0', 'builds:', 'usage-agent:', '5.x', 'x'.repeat(301)];
      for (const cursor of [...others.map(([, text]) => text), ...broken]) {
        const url = `/api/v0${list.replace(':id', session).replace(':space', 'sales').replace('*', '')}`;
        const answer = await app.inject({
          url: `${url}?after=${encodeURIComponent(cursor)}`,
          headers: { authorization: `Bearer ${edgeToken}` },
        });
        const { error } = answer.json<{ error: { code: string; hint?: string } }>();
        const said = `${list} after ${JSON.stringify(cursor)} ${answer.body}`;
        assert.deepEqual([answer.statusCode, error.code], [400, 'BAD_REQUEST'], said);
        assert.ok((error.hint ?? '').length > 0, said);
      }
    }
  });
});
