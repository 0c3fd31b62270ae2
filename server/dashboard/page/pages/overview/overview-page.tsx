// Everything at a glance: what needs somebody first, then every space with its sessions.

import { useSignal } from '@preact/signals';
import type { Overview, SpaceOverview } from '../../api/shapes.ts';
import { isConnected, overview, overviewProblem } from '../../live/overview.ts';
import { FindField } from '../../parts/find-field.tsx';
import { LongTable } from '../../parts/long-table.tsx';
import { OldNote } from '../../parts/old-note.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ConfigLine } from './config-line.tsx';
import { SpaceRow } from './space-row.tsx';
import { isTroubled, worstFirst } from './worst-first.ts';

export function OverviewPage() {
  const now = overview.value;
  const problem = overviewProblem.value;
  return (
    <>
      <PageTitle title="Overview" />
      {problem !== null && <ProblemNote problem={problem} />}
      {now !== null && <Spaces now={now} />}
      {now === null && problem === null && <p class="quiet">Loading…</p>}
    </>
  );
}

function Spaces({ now }: { readonly now: Overview }) {
  const sought = useSignal('');
  const shown = worstFirst(now.spaces.filter(({ name }) => name.includes(sought.value.trim().toLowerCase())));
  return (
    <>
      <OldNote isConnected={isConnected.value} />
      <ConfigLine config={now.config} />
      <Totals spaces={now.spaces} />
      <FindField id="sought" sought={sought} />
      {now.spaces.length === 0 ? (
        <p class="quiet">No space is declared yet, or none that you may see.</p>
      ) : (
        <LongTable
          class="spaces"
          heads={['Space', 'State', 'Revision', 'Agents', 'Sessions', 'Changed']}
          items={shown}
          keyOf={({ name }) => name}
          row={(space, place) => (
            <SpaceRow key={space.name} space={space} head={now.config.revision} place={place} />
          )}
        />
      )}
    </>
  );
}

function Totals({ spaces }: { readonly spaces: readonly SpaceOverview[] }) {
  const sum = (of: (space: SpaceOverview) => number): number =>
    spaces.reduce((all, space) => all + of(space), 0);
  const troubled = spaces.filter(isTroubled).length;
  const agents = sum(({ agents }) => agents.total);
  const open = sum(({ sessions }) => Object.values(sessions).reduce((all, count) => all + count, 0));
  return (
    <ul class="totals">
      <li class={troubled > 0 ? 'bad' : 'good'}>
        <strong>{troubled}</strong> {troubled === 1 ? 'space needs' : 'spaces need'} a look
      </li>
      <li>
        <strong>{spaces.length}</strong> {spaces.length === 1 ? 'space' : 'spaces'}
      </li>
      <li>
        <strong>{agents}</strong> {agents === 1 ? 'agent' : 'agents'}
      </li>
      <li>
        <strong>{open}</strong> {open === 1 ? 'session' : 'sessions'},{' '}
        <strong>{sum(({ sessions }) => sessions.busy ?? 0)}</strong> busy
      </li>
    </ul>
  );
}
