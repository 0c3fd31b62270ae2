// What came of a pull request after its merge.

import { Mark } from '../../parts/standing.tsx';
import { type OutcomeLine, outcomeLines } from './outcome-lines.ts';

export function Outcome({ markdown }: { readonly markdown: string }) {
  return (
    <section aria-label="Outcome">
      {outcomeLines(markdown).map((line, at) => (
        <Line key={at} line={line} />
      ))}
    </section>
  );
}

function Line({ line }: { readonly line: OutcomeLine }) {
  if (line.type === 'space')
    return (
      <p>
        <Mark tone={line.tone} word={line.space} /> {line.text}
      </p>
    );
  if (line.type === 'text') return <p>{line.text}</p>;
  return (
    <pre class="log" tabIndex={0} aria-label="The end of the log">
      {line.text}
    </pre>
  );
}
