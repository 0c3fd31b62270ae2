// What the newest revision has wrong that concerns this space: where it stands, and what was meant. Nothing where all is well.

import type { ApiProblem } from '../../api/problem.ts';
import type { FileProblem, SpaceProblems } from '../../api/shapes.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Revision } from '../../parts/revision.tsx';
import { SeverityMark } from '../../parts/standing.tsx';
import { excerptOf } from './excerpt.ts';

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
      <ul class="problems">
        {found.items.map((each) => (
          <li key={`${each.file}:${each.line}:${each.column} ${each.code} ${each.resource ?? ''}`}>
            <OneProblem problem={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OneProblem({ problem }: { readonly problem: FileProblem }) {
  const { file, line, column, severity, message, code, expected, suggestion } = problem;
  const excerpt = excerptOf(problem);
  return (
    <div class={severity === 'error' ? 'note bad' : 'note warn'}>
      <p>
        <SeverityMark severity={severity} />
        <strong>{message}</strong> <span class="quiet">{code}</span>
      </p>
      <p>
        <code>
          {file}:{line}:{column}
        </code>
      </p>
      {excerpt !== null && (
        <pre class="excerpt">
          <span class="quiet">{line} | </span>
          {excerpt.before}
          {excerpt.marked !== '' && <mark>{excerpt.marked}</mark>}
          {excerpt.after}
        </pre>
      )}
      {expected !== undefined && <p class="hint">Expected: {expected}</p>}
      {suggestion !== undefined && (
        <p class="hint">
          Did you mean <code>{suggestion}</code>?
        </p>
      )}
    </div>
  );
}
