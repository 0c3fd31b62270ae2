// All sessions, or those of one space.

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { get } from '../../api/client.ts';
import type { Page, Session } from '../../api/shapes.ts';
import { overview } from '../../live/overview.ts';
import { Ago } from '../../parts/ago.tsx';
import { LongBody, rowCount, type RowPlace } from '../../parts/long-body.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateMark } from '../../parts/standing.tsx';
import { hrefOf } from '../../route.ts';
import { NewSession } from './new-session.tsx';
import { createSessionList, numbersOf, type ReadPage } from './session-list.ts';

const states = ['init', 'idle', 'busy', 'paused', 'suspended', 'error', 'closed'] as const;

/** Who uses them changes without the numbers: those in sight are looked at all the same. */
const LOOK_EVERY_MS = 10_000;

const readPage: ReadPage = (query, signal) => get<Page<Session>>(`sessions?${query}`, signal);

export function SessionsPage({ space }: { readonly space: string | null }) {
  const state = useSignal('');
  const list = useMemo(
    () => createSessionList({ space, state: state.value }, readPage),
    [space, state.value],
  );
  const numbers = numbersOf(overview.value, space);
  useEffect(() => list.refresh(), [list, numbers]);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || list.refresh(), LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      list.stop();
    };
  }, [list]);
  const { sessions = null, hasMore = false } = list.known.value ?? {};
  return (
    <>
      <PageTitle title={space === null ? 'Sessions' : `Sessions of ${space}`} />
      <div class="tools">
        <label class="quiet" for="state">
          State
        </label>
        <select
          id="state"
          value={state.value}
          onChange={(event) => (state.value = event.currentTarget.value)}
        >
          <option value="">all</option>
          {states.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
        <NewSession space={space} />
      </div>
      {list.problem.value !== null && <ProblemNote problem={list.problem.value} />}
      {sessions === null && list.problem.value === null && <p class="quiet">Loading…</p>}
      {sessions?.length === 0 && <p class="quiet">There is none.</p>}
      {sessions !== null && sessions.length > 0 && (
        <table class="sessions" aria-rowcount={rowCount(sessions.length, !hasMore)}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Session</th>
              <th scope="col">State</th>
              <th scope="col">Space</th>
              <th scope="col">Of</th>
              <th scope="col">Last used</th>
            </tr>
          </thead>
          <LongBody
            items={sessions}
            columns={5}
            keyOf={({ id }) => id}
            row={(session, place) => <Row key={session.id} session={session} place={place} />}
            onSight={list.see}
          />
        </table>
      )}
      {sessions !== null && hasMore && (
        <p>
          <button type="button" onClick={() => list.readMore()}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}

interface RowProps {
  readonly session: Session;
  readonly place: RowPlace;
}

function Row({ session, place }: RowProps) {
  const { id, state, space, created_by, last_activity_at, message } = session;
  return (
    <tr {...place} class={state === 'error' ? 'trouble' : undefined}>
      <th scope="row">
        <a href={hrefOf({ page: 'session', id })}>{id}</a>
        {state === 'error' && <p class="why">{message}</p>}
      </th>
      <td data-label="State">
        <StateMark state={state} />
      </td>
      <td data-label="Space">{space}</td>
      <td data-label="Of">{created_by}</td>
      <td data-label="Last used">
        <Ago time={last_activity_at} />
      </td>
    </tr>
  );
}
