// Whether the audit is whole: each row carries the hash of the one before it, and the server follows them all when asked.

import { useSignal } from '@preact/signals';
import { get } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';

type Verified =
  | { readonly type: 'whole'; readonly links: number; readonly hash: string }
  | { readonly type: 'broken'; readonly message: string };

function Finding({ found }: { readonly found: Verified }) {
  if (found.type === 'broken') return <strong class="bad-text">Broken: {found.message}</strong>;
  return (
    <>
      The chain is whole: {found.links} rows, ending in{' '}
      <code title={found.hash}>{found.hash.slice(0, 12)}</code>.
    </>
  );
}

export function ChainNote() {
  const verified = useSignal<Verified | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const isBusy = useSignal(false);
  async function verify(): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    try {
      verified.value = await get<Verified>('audit/verify');
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    isBusy.value = false;
  }
  const found = verified.value;
  return (
    <>
      <p>
        <button type="button" disabled={isBusy.value} onClick={() => void verify()}>
          Verify the chain
        </button>{' '}
        <span role="status">{found !== null && <Finding found={found} />}</span>
      </p>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
    </>
  );
}
