// One command, carried out through the port to the reconciler. Asked twice it does no more than once, for a comment
// may be handled again after a crash.

import type { Reconciler } from '../../../reconciler/loop/control.ts';
import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import { code, plain } from '../render/markdown.ts';
import { type Command, usages } from './parse.ts';

export interface CommandDeps {
  readonly reconciler: Pick<Reconciler, 'hold' | 'unhold' | 'rollback' | 'confirm' | 'spaceStatus'>;
  /** Has the plan of a pull request made again. */
  readonly planAgain: (pull: number) => Promise<void>;
  /** What the newest plan of a pull request showed, by space; undefined where there is none. */
  readonly reviewHashes: (pull: number) => Promise<Readonly<Record<string, string>> | undefined>;
  /**
   * Asks for a pull request that brings a space in Git to a revision; answers what to tell people about it. Left out where
   * this runtime can't write to the repository.
   */
  readonly proposeRevert?: (revert: {
    readonly space: string;
    readonly revision: string;
    readonly by: string;
  }) => Promise<string>;
}

export interface Asking {
  readonly pull: number;
  /** Login of who asks. */
  readonly by: string;
  /** The comment's address: it stands in the hold, and tells a repeated run from a new wish. */
  readonly url: string;
}

export interface Answer {
  readonly worked: boolean;
  /** A Markdown sentence. */
  readonly text: string;
}

/** Errors that a person can do something about are answers; whatever may pass by itself is thrown. */
export async function runCommand(command: Command, asking: Asking, deps: CommandDeps): Promise<Answer> {
  try {
    return { worked: true, text: await carryOut(command, asking, deps) };
  } catch (error) {
    if (!(error instanceof RaworcError) || error.disposition !== 'stop') throw error;
    const hint = error.hint === undefined ? '' : ` ${plain(error.hint)}`;
    return { worked: false, text: `${plain(messageOf(error))}${hint}` };
  }
}

async function carryOut(command: Command, asking: Asking, deps: CommandDeps): Promise<string> {
  const { reconciler } = deps;
  const asked = { by: `github:${asking.by}`, reason: `asked for in ${asking.url}` };
  switch (command.type) {
    case 'plan':
      await deps.planAgain(asking.pull);
      return 'The plan is being made again.';
    case 'help':
      return helpText();
    case 'hold': {
      const { hold } = await reconciler.hold(command.space, asked);
      return `${code(command.space)} stays at ${code(short(hold?.revision))} until somebody writes ${code(`/raworc unhold ${command.space}`)}.`;
    }
    case 'unhold':
      await reconciler.unhold(command.space, asked);
      return `${code(command.space)} follows Git again.`;
    case 'rollback':
      return rollback(command, asked, asking, deps);
    case 'confirm':
      return confirm(command, asking, deps);
    default:
      return command satisfies never;
  }
}

async function rollback(
  { space, revision }: Extract<Command, { readonly type: 'rollback' }>,
  asked: { readonly by: string; readonly reason: string },
  asking: Asking,
  { reconciler, proposeRevert }: CommandDeps,
): Promise<string> {
  const before = await reconciler.spaceStatus(space);
  // Without a revision it means the one before, and that would be another one the second time.
  const status =
    before.hold?.reason === asked.reason
      ? before
      : await reconciler.rollback(space, { ...asked, ...(revision === undefined ? {} : { revision }) });
  const to = status.hold?.revision ?? '';
  const revert =
    proposeRevert === undefined
      ? 'Git still declares the newer state: revert it there before the hold is lifted.'
      : await proposeRevert({ space, revision: to, by: asking.by });
  return `${code(space)} goes back to ${code(short(to))} and is held there. ${revert}`;
}

async function confirm(
  { space, plan }: Extract<Command, { readonly type: 'confirm' }>,
  { pull, by }: Asking,
  { reconciler, reviewHashes }: CommandDeps,
): Promise<string> {
  const shown = (await reviewHashes(pull)) ?? {};
  const spaces = space === undefined ? Object.keys(shown).sort() : [space];
  const confirmed: string[] = [];
  for (const name of spaces) {
    const hash = plan ?? shown[name];
    if (hash === undefined) throw notShown(name);
    const status = await reconciler.spaceStatus(name).catch((error: unknown) => {
      if (space === undefined && error instanceof RaworcError && error.code === 'SPACE_NOT_FOUND')
        return undefined;
      throw error;
    });
    // Named by nobody, a space in which nothing waits is none that was meant.
    if (space === undefined && (status === undefined || status.awaitingConfirmation === null)) continue;
    await reconciler.confirm(name, { by: `github:${by}`, plan: hash });
    confirmed.push(name);
  }
  if (confirmed.length === 0) return 'Nothing of this pull request waits for a confirmation.';
  return `Removals go on in ${confirmed.map(code).join(', ')}.`;
}

function notShown(space: string): RaworcError {
  return new RaworcError('NOTHING_TO_CONFIRM', `This pull request showed no plan of ${space}.`, {
    hint: `raworc describe ${space} names the hash that waits: /raworc confirm ${space} HASH`,
  });
}

function helpText(): string {
  const rows = Object.values(usages).map(({ text, about }) => `| ${code(text)} | ${about} |`);
  return ['| command | what it does |', '| --- | --- |', ...rows].join('\n');
}

function short(revision: string | undefined): string {
  return (revision ?? '').slice(0, 12);
}
