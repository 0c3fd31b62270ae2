// One space: how it stands, what its files have wrong, what would change, its agents, what ran before, and what is built.

import { ask } from '../../api/client.ts';
import type { Space } from '../../api/shapes.ts';
import { withProgress } from '../../live/space-builds.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Conditions } from '../../parts/conditions.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Revision } from '../../parts/revision.tsx';
import { StandingMark, StateMark } from '../../parts/standing.tsx';
import type { SessionState, Standing } from '../../api/shapes.ts';
import { hrefOf } from '../../route.ts';
import { AgentsSection } from './agents-section.tsx';
import type { Sessions } from './blast-radius.ts';
import { BuildsSection } from './builds-section.tsx';
import { HistorySection } from './history-section.tsx';
import { PlanSection } from './plan-section.tsx';
import { ProblemsSection } from './problems-section.tsx';
import { isAboutRemoval, RemovalNote } from './removal-note.tsx';
import { useSpace } from './use-space.ts';

export function SpacePage({ name }: { readonly name: string }) {
  const { space, problems, history, builds, heard, sessions, changes, standing, reload } = useSpace(name);
  const now = space.value.value;
  if (now === null) {
    const problem = space.problem.value;
    return (
      <>
        <PageTitle title={name} />
        {problem === null ? <p class="quiet">Loading…</p> : <ProblemNote problem={problem} />}
        <ProblemsSection found={problems.value.value} problem={null} />
      </>
    );
  }
  if (space.problem.value?.code === 'SPACE_NOT_FOUND') return <Gone name={name} />;
  const listed = builds.value.value?.items ?? null;
  const isWaiting = now.awaiting_confirmation !== null;
  const isPending = isWaiting || (standing !== undefined && standing !== 'ready');
  return (
    <>
      <Head space={now} sessions={sessions} standing={standing} />
      {space.problem.value !== null && <ProblemNote problem={space.problem.value} />}
      <RemovalNote space={now} sessions={sessions} onDone={reload} />
      <ProblemsSection found={problems.value.value} problem={problems.problem.value} />
      <Conditions conditions={now.conditions.filter((each) => !isWaiting || !isAboutRemoval(each))} />
      <PlanSection space={now} isPending={isPending} changes={changes} />
      <AgentsSection agents={now.agents} />
      <HistorySection
        space={now}
        sessions={sessions}
        entries={history.value.value?.items ?? null}
        problem={history.problem.value}
        onDone={reload}
      />
      <BuildsSection
        builds={listed === null ? null : withProgress(listed, heard.value)}
        problem={builds.problem.value}
      />
    </>
  );
}

/** While one looked at it. */
function Gone({ name }: { readonly name: string }) {
  return (
    <>
      <PageTitle title={name} />
      <p class="note" role="status">
        This space is gone.
      </p>
      <p>
        <a href={hrefOf({ page: 'overview' })}>Back to the overview</a>
      </p>
    </>
  );
}

interface HeadProps {
  readonly space: Space;
  readonly sessions: Sessions;
  readonly standing: Standing | undefined;
}

function Head({ space, sessions, standing }: HeadProps) {
  const { name, spec, revision, applied_revision, build_id } = space;
  return (
    <>
      <PageTitle title={name} />
      {spec.description !== '' && <p>{spec.description}</p>}
      <p class="facts">
        {standing !== undefined && <StandingMark standing={standing} />}
        <span>
          runs <Revision commit={applied_revision} />
          {applied_revision !== revision && (
            <>
              {' → '}
              <Revision commit={revision} />
            </>
          )}
        </span>
        <span>
          build <Revision commit={build_id} />
        </span>
        <a class="plain" href={hrefOf({ page: 'sessions', space: name })}>
          <span class="unseen">Sessions of {name}: </span>
          {Object.keys(sessions).length === 0 ? <span class="quiet">no open session</span> : null}
          {Object.entries(sessions).map(([state, count]) => (
            <StateMark key={state} state={state as SessionState} count={count} />
          ))}
        </a>
      </p>
      <div class="tools">
        <ActButton act={() => ask('sync', { method: 'POST', body: {} })} done="Git was read.">
          Sync with Git
        </ActButton>
        <ActButton
          act={() => ask(`spaces/${encodeURIComponent(name)}/builds`, { method: 'POST', body: {} })}
          done="What is missing is being built."
        >
          Build again
        </ActButton>
      </div>
    </>
  );
}
