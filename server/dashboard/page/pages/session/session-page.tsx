// One session: what is said in it as it is said, how it stands, and what may be done about it.

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { get } from '../../api/client.ts';
import type { Space } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import { OldNote } from '../../parts/old-note.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateMark } from '../../parts/standing.tsx';
import { hrefOf } from '../../route.ts';
import { ActionBar } from './action-bar.tsx';
import { Lineage, TimeLine, UsageCharts } from './beside.tsx';
import { ConversationView } from './conversation-view.tsx';
import { createLiveSession } from './live-session.ts';
import { TalkBox } from './talk-box.tsx';

export function SessionPage({ id }: { readonly id: string }) {
  const live = useMemo(() => createLiveSession(id), [id]);
  const agents = useSignal<readonly string[]>([]);
  const session = live.session.value;
  const space = session?.space;

  useEffect(() => {
    const leaving = new AbortController();
    void live.follow(leaving.signal);
    return () => leaving.abort();
  }, [live]);
  useEffect(() => {
    if (space === undefined) return;
    void get<Space>(`spaces/${encodeURIComponent(space)}`).then(
      (seen) => (agents.value = seen.agents.map(({ name }) => name)),
      // Who may not look at the space can talk all the same, to whoever fits.
      () => undefined,
    );
  }, [space]);

  return (
    <>
      <PageTitle title={`Session ${id}`} />
      {live.problem.value !== null && <ProblemNote problem={live.problem.value} />}
      <OldNote isConnected={live.isConnected.value} />
      {session === null ? (
        live.problem.value === null && <p class="quiet">Loading…</p>
      ) : (
        <>
          <p role="status">
            <StateMark state={session.state} /> {session.message}{' '}
            {session.hint !== null && <span class="hint">{session.hint}</span>}
          </p>
          <p class="quiet">
            In <a href={hrefOf({ page: 'sessions', space: session.space })}>{session.space}</a>, of{' '}
            {session.created_by}, since <Ago time={session.created_at} />
          </p>
          <ActionBar session={session} refresh={live.refresh} />
          <div class="beside">
            <section aria-label="Talk">
              <ConversationView
                conversation={live.conversation.value}
                hasOlder={live.older.value !== null}
                readOlder={() => void live.readOlder()}
              />
              <TalkBox id={id} agents={agents.value} isClosed={session.state === 'closed'} />
            </section>
            <div>
              <UsageCharts id={id} />
              {live.tree.value !== null && <Lineage root={live.tree.value} here={id} />}
              <TimeLine events={live.events.value} readEarlier={() => void live.readEarlierEvents()} />
            </div>
          </div>
        </>
      )}
    </>
  );
}
