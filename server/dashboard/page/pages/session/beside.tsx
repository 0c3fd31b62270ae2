// What stands beside the conversation: what is used, which was forked from which, and what happened.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../../api/client.ts';
import type { LoggedEvent, SessionNode, UsageSample } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import { bytesText, pointsOf } from '../../parts/chart-path.ts';
import { LineChart } from '../../parts/line-chart.tsx';
import { StateMark } from '../../parts/standing.tsx';
import { hrefOf } from '../../route.ts';
import { wordsOf } from './event-words.ts';

const LOOK_EVERY_MS = 15_000;
/** While there is nothing to see: whoever opens a session soon wants to. */
const LOOK_FIRST_MS = 3_000;
const coresText = (cores: number): string => `${cores.toFixed(2)} cores`;

export function UsageCharts({ id }: { readonly id: string }) {
  const samples = useSignal<readonly UsageSample[]>([]);
  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const path = `sessions/${encodeURIComponent(id)}/usage`;
      // What was seen stays; the page says itself when the server is away.
      const seen = await get<{ samples: readonly UsageSample[] }>(path, leaving.signal).catch(
        () => undefined,
      );
      if (leaving.signal.aborted) return;
      if (seen !== undefined) samples.value = seen.samples;
      timer = setTimeout(() => void look(), samples.value.length === 0 ? LOOK_FIRST_MS : LOOK_EVERY_MS);
    };
    void look();
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [id]);
  const points = (of: (sample: UsageSample) => number | null) => pointsOf(samples.value, of);
  return (
    <section aria-label="Usage">
      <h2>Usage</h2>
      {samples.value.length === 0 ? (
        <p class="quiet">Nothing was measured yet.</p>
      ) : (
        <>
          <LineChart title="CPU" points={points(({ cpu_cores }) => cpu_cores)} tell={coresText} />
          <LineChart title="Memory" points={points(({ memory_bytes }) => memory_bytes)} tell={bytesText} />
          <LineChart title="Disk" points={points(({ disk_bytes }) => disk_bytes)} tell={bytesText} />
          <Span from={samples.value[0]} to={samples.value.at(-1)} />
        </>
      )}
    </section>
  );
}

interface SpanProps {
  readonly from: UsageSample | undefined;
  readonly to: UsageSample | undefined;
}

/** From when to when the lines go. */
function Span({ from, to }: SpanProps) {
  if (from === undefined || to === undefined) return null;
  return (
    <p class="span quiet">
      {from !== to && (
        <span>
          <span class="unseen">From </span>
          <Ago time={from.at} />
        </span>
      )}
      <span>
        <span class="unseen">to </span>
        <Ago time={to.at} />
      </span>
    </p>
  );
}

export function Lineage({ root, here }: { readonly root: SessionNode; readonly here: string }) {
  return (
    <section aria-label="Forks">
      <h2>Forks</h2>
      <ul class="tree">
        <Branch node={root} here={here} />
      </ul>
    </section>
  );
}

function Branch({ node, here }: { readonly node: SessionNode; readonly here: string }) {
  return (
    <li>
      <a href={hrefOf({ page: 'session', id: node.id })} aria-current={node.id === here ? 'page' : undefined}>
        {node.id}
      </a>{' '}
      <StateMark state={node.state} />
      {node.forks.length > 0 && (
        <ul>
          {node.forks.map((fork) => (
            <Branch key={fork.id} node={fork} here={here} />
          ))}
        </ul>
      )}
    </li>
  );
}

interface Line {
  readonly events: readonly LoggedEvent[];
  readonly readEarlier: () => void;
}

export function TimeLine({ events, readEarlier }: Line) {
  return (
    <section aria-label="Time line">
      <h2>Time line</h2>
      <ol class="time-line" tabIndex={0} aria-label="Events, newest first">
        {events.toReversed().map((event) => (
          <li key={event.seq}>
            <span class="quiet">
              <Ago time={event.at} /> {event.type} by {event.by}
            </span>
            <br />
            {wordsOf(event)}
          </li>
        ))}
      </ol>
      {(events[0]?.seq ?? 1) > 1 && (
        <button type="button" onClick={readEarlier}>
          What happened before
        </button>
      )}
    </section>
  );
}
