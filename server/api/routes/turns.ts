// Turns: the record of each, waiting for one, and calling them off.

import { onSession } from '../access/needs.ts';
import type { Sessions, TurnView } from '../../../runtime/sessions/sessions.ts';
import { isTurnState, turnHasEnded, turnStates } from '../../../state/model/turn.ts';
import { badRequest, notFound } from '../errors.ts';
import { whileConnected } from '../server-sent-events.ts';
import { parseTurnId } from '../../../state/model/ids.ts';
import { pageOf, pageQuery, showPage } from '../paging.ts';
import { sessionId, sessionPath, turnId } from '../shapes/parameters.ts';
import { cancelledView } from '../shapes/session.ts';
import { turnRecordListView, turnView, turnWithHopsView } from '../shapes/turn.ts';
import { showSession } from '../show/session.ts';
import { showTurn, showTurnRecord } from '../show/turn.ts';
import { waitQuery } from '../shapes/wait.ts';
import type { Api } from '../typed.ts';

const turnPath = {
  type: 'object',
  required: ['id', 'turn'],
  properties: { id: { type: 'string' }, turn: { type: 'string', description: "The turn's id: `turn_…`." } },
} as const;

const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    state: { type: 'string', description: 'One state, or several with commas between.' },
  },
} as const;

function parseStates(text: string) {
  return text.split(',').map((state) => {
    if (isTurnState(state)) return state;
    throw badRequest(`There is no turn state ${JSON.stringify(state)}.`, { expected: turnStates });
  });
}

export function turnRoutes(api: Api, { sessions }: { readonly sessions: Sessions }): void {
  /** A turn of another session is none of this one. */
  async function find(path: { readonly id: string; readonly turn: string }): Promise<TurnView> {
    const view = await sessions.turn(turnId(path.turn));
    if (view.turn.sessionId === sessionId(path.id)) return view;
    throw notFound('TURN', `turn ${path.turn} in this session`, 'List them: raworc session turns ID.');
  }

  api.get(
    '/sessions/:id/turns',
    {
      config: onSession('get'),
      schema: {
        operationId: 'listTurns',
        response: { 200: turnRecordListView },
        tags: ['turns'],
        summary: 'What was done, newest first: agent, commit, route, times and usage of each turn',
        params: sessionPath,
        querystring: listQuery,
      },
    },
    async ({ params, query }) => {
      const page = pageOf(query, parseTurnId);
      const states = query.state === undefined ? undefined : parseStates(query.state);
      const rows = await sessions.turns(sessionId(params.id), page, states);
      return showPage(rows, page, (row) => row.id, showTurnRecord);
    },
  );

  api.get(
    '/sessions/:id/turns/:turn',
    {
      config: onSession('get'),
      schema: {
        operationId: 'getTurn',
        response: { 200: turnWithHopsView },
        tags: ['turns'],
        summary: 'A turn, with its reply once there is one, and the turns that agents made of it',
        params: turnPath,
        querystring: waitQuery,
      },
    },
    async ({ params, query }, reply) => {
      const seen = await find(params);
      const timeoutMs = (query.wait ?? 0) * 1000;
      const isOver = timeoutMs === 0 || turnHasEnded(seen.turn.state);
      const wait = { timeoutMs, signal: whileConnected(reply) };
      const view = isOver ? seen : await sessions.waitTurn(seen.turn.id, wait);
      const hops = await sessions.hops(view.turn.id);
      return { ...showTurn(view), hops: hops.map(showTurnRecord) };
    },
  );

  api.post(
    '/sessions/:id/turns/:turn/cancel',
    {
      config: onSession('talk'),
      schema: {
        operationId: 'cancelTurn',
        response: { 200: turnView },
        tags: ['turns'],
        summary: 'End a turn that has not ended',
        params: turnPath,
      },
    },
    async ({ params, account }) => {
      const { turn } = await find(params);
      return showTurn(await sessions.cancelTurn(turn.id, account));
    },
  );

  api.post(
    '/sessions/:id/cancel',
    {
      config: onSession('talk'),
      schema: {
        operationId: 'cancelTurns',
        response: { 200: cancelledView },
        tags: ['turns'],
        summary: 'End all turns that have not ended',
        params: sessionPath,
      },
    },
    async ({ params, account }) => showCancelled(await sessions.cancelTurns(sessionId(params.id), account)),
  );
}

const showCancelled = ({ row, cancelled }: Awaited<ReturnType<Sessions['cancelTurns']>>) => ({
  ...showSession(row),
  cancelled_turns: cancelled,
});
