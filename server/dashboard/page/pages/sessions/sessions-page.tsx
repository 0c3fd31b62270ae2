// All sessions, or those of one space or in one state.

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { get } from '../../api/client.ts';
import type { Page, Session } from '../../api/shapes.ts';
import { overview } from '../../live/overview.ts';
import { LongTable } from '../../parts/long-table.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { leave, placeIn } from './last-place.ts';
import { NewSession } from './new-session.tsx';
import { SessionFilter } from './session-filter.tsx';
import { createSessionList, type Listed, numbersOf, type ReadPage } from './session-list.ts';
import { SessionRow } from './session-row.tsx';

/** Who uses them changes without the numbers: those in sight are looked at all the same. */
const LOOK_EVERY_MS = 10_000;

const readPage: ReadPage = (query, signal) => get<Page<Session>>(`sessions?${query}`, signal);

export function SessionsPage({ space, state }: Listed) {
  return (
    <>
      <PageTitle title={space === null ? 'Sessions' : `Sessions of ${space}`} />
      <div class="tools">
        <SessionFilter space={space} state={state} />
        <NewSession key={space} space={space} />
      </div>
      <Sessions key={`${space ?? ''}/${state}`} space={space} state={state} />
    </>
  );
}

function Sessions({ space, state }: Listed) {
  const before = useMemo(() => placeIn({ space, state }), []);
  const list = useMemo(() => createSessionList({ space, state }, readPage, before.known), []);
  const anchor = useRef(before.anchor);
  const numbers = numbersOf(overview.value, space);
  useEffect(() => list.refresh(), [numbers]);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || list.refresh(), LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      list.stop();
      leave({ space, state }, { known: list.known.value, anchor: anchor.current });
    };
  }, []);
  const { sessions = null, hasMore = false } = list.known.value ?? {};
  return (
    <>
      {list.problem.value !== null && <ProblemNote problem={list.problem.value} />}
      {sessions === null && list.problem.value === null && <p class="quiet">Loading…</p>}
      {sessions?.length === 0 && <p class="quiet">There is none.</p>}
      {sessions !== null && sessions.length > 0 && (
        <LongTable
          class="sessions"
          heads={['Session', 'State', 'Space', 'Of', 'Last used']}
          items={sessions}
          keyOf={({ id }) => id}
          row={(session, place) => <SessionRow key={session.id} session={session} place={place} />}
          onSight={list.see}
          anchor={anchor}
          areAll={!hasMore}
        />
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
