// What stays open ends soon after what allowed it: streams, waits and connections.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { WebSocket } from 'ws';
import type { ApiDeps } from '../../../server/api/app.ts';
import { sessionNotFound } from '../../../runtime/sessions/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Store } from '../../../state/store/store.ts';
import { type AccessWorld, createAccessWorld } from '../../support/server/access-world.ts';

let world: AccessWorld;
let session: SessionId;
let text: string;
let port: number;
let began: PromiseWithResolvers<void>;

/** Never over by itself; says when it began. */
const goesOn = (): Promise<never> => {
  began.resolve();
  return new Promise(() => undefined);
};

async function* silent({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<never> {
  began.resolve();
  yield await new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

beforeEach(async () => {
  began = Promise.withResolvers();
  let store: Store | undefined;
  const parts = {
    sessions: {
      async get(id: SessionId) {
        const row = await store?.sessions.get(id);
        if (row === undefined) throw sessionNotFound(id);
        return row;
      },
      attach: () => undefined,
      lastEvent: () => Promise.resolve(0),
      events: (_id: SessionId, options: { readonly signal: AbortSignal }) => silent(options),
      waitState: goesOn,
    },
    hands: {
      awake: () => Promise.resolve(),
      run: goesOn,
      reach: () => {
        began.resolve();
        return Promise.resolve({ closed: new Promise(() => undefined) });
      },
    },
    reconciler: { progress: silent },
  };
  world = await createAccessWorld({ parts: parts as unknown as Partial<ApiDeps> });
  ({ store } = world);
  await world.bind([{ account: 'ann', role: 'developer', spaces: ['sales'] }]);
  session = await world.session('sales', 'ann');
  text = await world.token('ann');
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = world.app.server.address() as AddressInfo);
});
afterEach(() => world.close());

const authorization = (): Record<string, string> => ({ authorization: `Bearer ${text}` });

async function read(path: string, init: RequestInit = {}): Promise<string> {
  const headers = { ...authorization(), ...(init.headers as Record<string, string> | undefined) };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v0${path}`, { ...init, headers });
  const body = await answer.text().catch((error: unknown) => String(error));
  return `${answer.status} ${body}`;
}

const sse = { headers: { accept: 'text/event-stream' } };
const json = { 'content-type': 'application/json' };

/** Each resolves with what the client was told when it was over. */
const opened: Readonly<Record<string, () => Promise<string>>> = {
  'a stream of events': () => read(`/sessions/${session}/events`, sse),
  'the progress of everything': () => read('/progress'),
  'a wait for a state': () => read(`/sessions/${session}/wait?state=idle&timeout=300`),
  'a command': () =>
    read(`/sessions/${session}/exec`, { method: 'POST', headers: json, body: '{"command":["sleep","60"]}' }),
  'a way to a port': async () => {
    const url = `ws://127.0.0.1:${port}/api/v0/sessions/${session}/forward?port=80&hold=true`;
    const socket = new WebSocket(url, { headers: authorization() });
    socket.on('error', () => undefined);
    const [code] = (await once(socket, 'close')) as [number];
    return `closed ${code}`;
  },
};

const ends: Readonly<Record<string, () => Promise<void>>> = {
  'its token is revoked': async () => {
    const [token] = await world.tokens.list('ann');
    await world.tokens.revoke(token?.id ?? '');
  },
  'its account is disabled': async () => {
    await world.accounts.change('account', 'ann', { isDisabled: true });
  },
  'its role is taken away': () => world.bind([]),
};

for (const [what, open] of Object.entries(opened)) {
  for (const [when, end] of Object.entries(ends)) {
    test(`${what} ends when ${when}, because what was allowed is not allowed for ever`, async () => {
      const over = open();
      await began.promise;
      await end();
      const told = await over;
      assert.match(told, /^(401|403|200 TypeError: terminated|closed 1006)/);
    });
  }
}
