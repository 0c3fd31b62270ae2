// How something stands: a word with a colour and a sign, so that neither is needed alone.

import type { BuildState, FileProblem, SessionState, Standing } from '../api/shapes.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'still';

const signs: Readonly<Record<Tone, string>> = { good: '●', bad: '▲', warn: '◆', busy: '◐', still: '○' };

const ofStanding: Readonly<Record<Standing, readonly [Tone, string]>> = {
  stalled: ['bad', 'needs you'],
  failing: ['warn', 'failing'],
  progressing: ['busy', 'under way'],
  held: ['still', 'held'],
  ready: ['good', 'ready'],
};

const ofState: Readonly<Record<SessionState, Tone>> = {
  init: 'busy',
  idle: 'good',
  busy: 'busy',
  paused: 'still',
  suspended: 'still',
  error: 'bad',
  closed: 'still',
};

export function Mark({ tone, word }: { readonly tone: Tone; readonly word: string }) {
  return (
    <span class={`mark ${tone}`}>
      <span aria-hidden="true">{signs[tone]}</span> {word}
    </span>
  );
}

export function StandingMark({ standing }: { readonly standing: Standing }) {
  const [tone, word] = ofStanding[standing];
  return <Mark tone={tone} word={word} />;
}

export function StateMark({ state, count }: { readonly state: SessionState; readonly count?: number }) {
  return <Mark tone={ofState[state]} word={count === undefined ? state : `${count} ${state}`} />;
}

export function SeverityMark({ severity }: { readonly severity: FileProblem['severity'] }) {
  return <Mark tone={severity === 'error' ? 'bad' : 'warn'} word={severity} />;
}

const ofBuild: Readonly<Record<BuildState, Tone>> = {
  queued: 'still',
  building: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'still',
};

export function BuildMark({ state }: { readonly state: BuildState }) {
  return <Mark tone={ofBuild[state]} word={state} />;
}
