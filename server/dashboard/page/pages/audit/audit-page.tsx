// Who did what, and who was refused: the newest first, and older ones when they are asked for.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { AuditRow, Page } from '../../api/shapes.ts';
import { LongTable } from '../../parts/long-table.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { type AuditFields, auditQuery, noFields } from './audit-query.ts';
import { AuditLine } from './audit-line.tsx';
import { ChainNote } from './chain-note.tsx';

const PAGE = 100;
/** Whoever types is not asked for after each letter. */
const WHILE_TYPING_MS = 200;

const keyOf = (row: AuditRow): string => `${row.at}/${row.link ?? ''}/${row.verb}/${row.name ?? ''}`;

interface Read {
  readonly rows: readonly AuditRow[];
  /** The cursor of what is older; null at the end. */
  readonly next: string | null;
}

export function AuditPage() {
  const fields = useSignal<AuditFields>(noFields);
  const read = useSignal<Read | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const asking = useRef(new AbortController());

  async function load(older?: Read): Promise<void> {
    asking.current.abort();
    const mine = (asking.current = new AbortController());
    problem.value = null;
    const after = older?.next ?? null;
    const query = auditQuery(fields.value, { limit: PAGE, ...(after === null ? {} : { after }) });
    try {
      const { items, next } = await get<Page<AuditRow>>(`audit?${query}`, mine.signal);
      read.value = { rows: [...(older?.rows ?? []), ...items], next };
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = asProblem(thrown);
    }
  }

  useEffect(() => {
    const timer = setTimeout(() => void load(), fields.value === noFields ? 0 : WHILE_TYPING_MS);
    return () => clearTimeout(timer);
  }, [fields.value]);
  useEffect(() => () => asking.current.abort(), []);

  const now = read.value;
  return (
    <>
      <PageTitle title="Audit" />
      <ChainNote />
      <AuditFilter fields={fields} />
      {problem.value !== null && <ProblemNote problem={problem.value} />}
      {now === null && problem.value === null && <p class="quiet">Loading…</p>}
      {now?.rows.length === 0 && <p class="quiet">Nothing like that is recorded.</p>}
      {now !== null && now.rows.length > 0 && (
        <LongTable
          class="audit"
          heads={['When', 'Who', 'What', 'Space', 'Decision', 'From']}
          items={now.rows}
          keyOf={keyOf}
          row={(row, place) => <AuditLine key={keyOf(row)} row={row} place={place} />}
          areAll={now.next === null}
        />
      )}
      {now !== null && now.next !== null && (
        <p>
          <button type="button" onClick={() => void load(now)}>
            Show older ones
          </button>
        </p>
      )}
    </>
  );
}
