// What ran before, and the ways back: hold what runs, roll back, follow Git again. Each asks first.

import { useSignal } from '@preact/signals';
import type { ApiProblem } from '../../api/problem.ts';
import type { HistoryEntry, Space } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Revision } from '../../parts/revision.tsx';
import { type Sessions, speedOf } from './blast-radius.ts';
import { type PinAsked, PinDialog } from './pin-dialog.tsx';

export interface HistorySectionProps {
  readonly space: Space;
  readonly sessions: Sessions;
  readonly entries: readonly HistoryEntry[] | null;
  readonly problem: ApiProblem | null;
  readonly onDone: () => void;
}

const offers = { image: 'image', rebuild: 'rebuild', gone: 'gone' } as const;

export function HistorySection({ space, sessions, entries, problem, onDone }: HistorySectionProps) {
  const asked = useSignal<PinAsked | null>(null);
  const current = entries?.find((entry) => entry.current);
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      {problem !== null && <ProblemNote problem={problem} />}
      <div class="tools">
        {space.hold === null ? (
          current !== undefined && (
            <button type="button" onClick={() => (asked.value = { type: 'hold', entry: current })}>
              Hold what runs…
            </button>
          )
        ) : (
          <button type="button" onClick={() => (asked.value = { type: 'unhold' })}>
            Follow Git again…
          </button>
        )}
      </div>
      {entries?.length === 0 && <p class="quiet">Nothing ran yet.</p>}
      {entries !== null && entries.length > 0 && (
        <table class="history">
          <thead>
            <tr>
              <th scope="col">Revision</th>
              <th scope="col">What</th>
              <th scope="col">Applied</th>
              <th scope="col">Way back</th>
              <th scope="col">
                <span class="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr
                key={`${entry.revision}/${entry.build_id}`}
                aria-current={entry.current ? 'true' : undefined}
              >
                <th scope="row">
                  <Revision commit={entry.revision} />
                </th>
                <td data-label="What">
                  {entry.subject ?? <span class="quiet">unknown</span>}
                  {entry.author !== null && <span class="quiet"> by {entry.author}</span>}
                </td>
                <td data-label="Applied">
                  <Ago time={entry.applied_at} />
                </td>
                <td data-label="Way back">
                  <span class="quiet" title={speedOf(entry.available)}>
                    {offers[entry.available]}
                  </span>
                </td>
                <td>
                  {entry.current ? (
                    <strong>runs now</strong>
                  ) : (
                    <button
                      type="button"
                      disabled={entry.available === 'gone'}
                      aria-label={`Roll back to ${entry.revision.slice(0, 7)}`}
                      onClick={() => (asked.value = { type: 'rollback', entry })}
                    >
                      Roll back…
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asked.value !== null && (
        <PinDialog
          space={space}
          sessions={sessions}
          asked={asked.value}
          onDone={onDone}
          onClose={() => (asked.value = null)}
        />
      )}
    </section>
  );
}
