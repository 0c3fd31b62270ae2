// What the layers that were chosen mean for each agent and for the space. Pure.

import { short } from '../plan/diff.ts';
import type { LayerChoice } from './layer-choice.ts';
import type { Outcome } from './report.ts';
import type { WantedAgent } from './wanted-state.ts';

export interface ChosenAgent {
  readonly agent: WantedAgent;
  readonly choice: LayerChoice;
}

/** The net below the nudge that a build sends when it ends. */
const RECHECK_MS = 60_000;

export function agentOutcome({ agent, choice }: ChosenAgent, applied: boolean): Outcome {
  if (choice.type === 'pending') {
    const message = `Its layer ${choice.build.layer} is being built from ${short(choice.build.commit)}.`;
    return { type: 'progressing', reason: 'Building', message, recheckAfterMs: RECHECK_MS };
  }
  const { sourceFailure } = agent;
  if (sourceFailure !== undefined) {
    const { reason, message, hint } = sourceFailure;
    const said = { reason, message, ...(hint === undefined ? {} : { hint }) };
    if (sourceFailure.retry) return { type: 'failed', ...said };
    return { type: 'stalled', ...said, hint: hint ?? 'Correct its source in the config repository.' };
  }
  if (choice.type === 'fallback') return failedBuild(choice);
  if (applied) {
    return { type: 'converged', reason: 'Running', message: `Runs as of ${short(choice.use.commit)}.` };
  }
  const message = 'Its layer is built; the image of its space follows.';
  return { type: 'progressing', reason: 'ImagePending', message, recheckAfterMs: RECHECK_MS };
}

function failedBuild(choice: Extract<LayerChoice, { type: 'fallback' }>): Outcome {
  const error = choice.failed?.error;
  const instead =
    choice.use === undefined
      ? 'It is left out until a build succeeds'
      : `The last good one, from ${short(choice.use.commit)}, stays in force`;
  const log = error?.logEnd === undefined ? '' : ` The log ends with: ${lastLines(error.logEnd)}`;
  const message = `Its build failed: ${(error?.message ?? 'no layer could be made').replace(/[.!?]$/, '')}. ${instead}.${log}`;
  const hint = error?.hint ?? 'Read the whole log with raworc describe, and correct the source.';
  if (choice.retryAt !== undefined) return { type: 'failed', reason: 'BuildFailed', message, hint };
  return { type: 'stalled', reason: 'BuildFailed', message, hint };
}

/** The end of a log as part of a sentence. */
function lastLines(log: string): string {
  const lines = log.trimEnd().split('\n').slice(-5);
  return `${lines.join(' | ').slice(-600)}.`;
}

export function spaceOutcome(
  chosen: readonly ChosenAgent[],
  outcomes: readonly Outcome[],
  image: { readonly applied: boolean; readonly message: string },
  revision: string,
): Outcome {
  const pending = chosen.filter(({ choice }) => choice.type === 'pending').length;
  if (pending > 0) {
    const message = `${pending} of ${count(chosen.length, 'layer')} ${pending === 1 ? 'is' : 'are'} being built.`;
    return { type: 'progressing', reason: 'Building', message, recheckAfterMs: RECHECK_MS };
  }
  if (!image.applied) {
    return {
      type: 'progressing',
      reason: 'BuildingImage',
      message: image.message,
      recheckAfterMs: RECHECK_MS,
    };
  }
  const troubled = chosen.flatMap(({ agent }, at) => {
    const outcome = outcomes[at];
    return outcome?.type === 'stalled' || outcome?.type === 'failed' ? [{ name: agent.name, outcome }] : [];
  });
  if (troubled.length === 0) {
    const message = `Revision ${short(revision)} runs with ${count(chosen.length, 'agent')}.`;
    return { type: 'converged', reason: 'Running', message };
  }
  const names = troubled.map(({ name, outcome }) => `${name} (${outcome.reason})`).join(', ');
  const message = `${troubled.length} of ${count(chosen.length, 'agent')} ${troubled.length === 1 ? 'is' : 'are'} not as declared: ${names}.`;
  const stalled = troubled.find(({ outcome }) => outcome.type === 'stalled')?.outcome;
  if (stalled === undefined) return { type: 'failed', reason: 'AgentsNotReady', message };
  const hint = stalled.hint ?? 'raworc describe says what to do for each.';
  return { type: 'stalled', reason: 'AgentsNotReady', message, hint };
}

function count(number: number, word: string): string {
  return number === 1 ? `1 ${word}` : `${number} ${word}s`;
}
