// The newest builds of a space as they go on, each with its log.

import { useSignal } from '@preact/signals';
import type { ApiProblem } from '../../api/problem.ts';
import type { LiveBuild } from '../../live/space-builds.ts';
import { Ago } from '../../parts/ago.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { BuildMark } from '../../parts/standing.tsx';
import { BuildLog } from './build-log.tsx';

export interface BuildsSectionProps {
  readonly builds: readonly LiveBuild[] | null;
  readonly problem: ApiProblem | null;
}

export function BuildsSection({ builds, problem }: BuildsSectionProps) {
  const opened = useSignal<string | null>(null);
  return (
    <section aria-labelledby="builds">
      <h2 id="builds">Builds</h2>
      {problem !== null && <ProblemNote problem={problem} />}
      {builds?.length === 0 && <p class="quiet">Nothing was built yet.</p>}
      <ul class="builds">
        {builds?.map((build) => (
          <li key={build.id}>
            <BuildLine
              build={build}
              isOpen={opened.value === build.id}
              onToggle={() => (opened.value = opened.value === build.id ? null : build.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface BuildLineProps {
  readonly build: LiveBuild;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function BuildLine({ build, isOpen, onToggle }: BuildLineProps) {
  const { id, agent, state, error, queued_at, ended_at, line } = build;
  const title = agent === null ? 'the space’s image' : agent;
  return (
    <>
      <p class="build">
        <span>
          <BuildMark state={state} /> <strong>{title}</strong> <code title={id}>{id.slice(0, 12)}</code>{' '}
          <span class="quiet">
            <Ago time={ended_at ?? queued_at} />
          </span>
        </span>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Log of ${title} ${id.slice(0, 7)}`}
          onClick={onToggle}
        >
          Log
        </button>
      </p>
      {error !== null && (
        <p class="bad-text">
          {error.message} {error.hint !== undefined && <span class="hint">{error.hint}</span>}
        </p>
      )}
      {line !== null && state === 'building' && !isOpen && <code class="quiet newest">{line}</code>}
      {isOpen && <BuildLog key={id} build={build} />}
    </>
  );
}
