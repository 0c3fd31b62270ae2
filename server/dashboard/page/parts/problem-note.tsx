// What went wrong and what to do about it.

import type { ApiProblem } from '../api/problem.ts';

export function ProblemNote({ problem }: { readonly problem: ApiProblem }) {
  return (
    <div class="note bad" role="alert">
      <p>
        {problem.message} <span class="quiet">{problem.code}</span>
      </p>
      {problem.hint !== null && <p class="hint">{problem.hint}</p>}
    </div>
  );
}
