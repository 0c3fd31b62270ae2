// What files have wrong: where it stands, and what was meant.

import type { FileProblem } from '../api/shapes.ts';
import { excerptOf } from './excerpt.ts';
import { SeverityMark } from './standing.tsx';

export function FileProblems({ problems }: { readonly problems: readonly FileProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul class="problems">
      {problems.map((each) => (
        <li key={`${each.file}:${each.line}:${each.column} ${each.code} ${each.resource ?? ''}`}>
          <OneProblem problem={each} />
        </li>
      ))}
    </ul>
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
