// What the newest revision has wrong that concerns this space. Nothing where all is well.

import type { ApiProblem } from '../../api/problem.ts';
import type { SpaceProblems } from '../../api/shapes.ts';
import { FileProblems } from '../../parts/file-problems.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Revision } from '../../parts/revision.tsx';

export interface ProblemsSectionProps {
  readonly found: SpaceProblems | null;
  readonly problem: ApiProblem | null;
}

export function ProblemsSection({ found, problem }: ProblemsSectionProps) {
  if (problem !== null) return <ProblemNote problem={problem} />;
  if (found === null || found.items.length === 0) return null;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">
        Problems{' '}
        <span class="quiet">
          {found.items.length} at <Revision commit={found.revision} />
        </span>
      </h2>
      <FileProblems problems={found.items} />
    </section>
  );
}
