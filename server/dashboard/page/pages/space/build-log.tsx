// A build's log, which grows while the build goes on.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { Build } from '../../api/shapes.ts';
import { followBuildLog } from '../../live/build-log.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';

/** What a browser shows at ease; the whole is at `raworc build`. */
const MOST_CHARACTERS = 400_000;

export function BuildLog({ build }: { readonly build: Build }) {
  const text = useSignal('');
  const isOver = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const place = useRef<HTMLPreElement>(null);

  useEffect(() => {
    const leaving = new AbortController();
    let pending = '';
    let frame = 0;
    const show = (): void => {
      frame = 0;
      text.value = (text.value + pending).slice(-MOST_CHARACTERS);
      pending = '';
    };
    void followBuildLog(build, leaving.signal, (part) => {
      pending += part.text.endsWith('\n') ? part.text : `${part.text}\n`;
      frame ||= requestAnimationFrame(show);
    })
      .then(() => (isOver.value = true))
      .catch((thrown: unknown) => {
        if (!leaving.signal.aborted) problem.value = asProblem(thrown);
      });
    return () => leaving.abort();
  }, []);

  // Whoever scrolled up reads; whoever is at the end wants the newest.
  useEffect(() => {
    const pre = place.current;
    if (pre !== null && pre.scrollHeight - pre.scrollTop - pre.clientHeight < 200)
      pre.scrollTop = pre.scrollHeight;
  }, [text.value]);

  if (problem.value !== null) return <ProblemNote problem={problem.value} />;
  return (
    <pre ref={place} class="log" tabIndex={0} aria-label={`Log of ${build.agent ?? 'the image'}`}>
      {text.value === '' ? (isOver.value ? 'It said nothing.' : 'Waiting for its first line…') : text.value}
    </pre>
  );
}
