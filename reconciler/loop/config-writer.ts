// Writes to declared resources: a commit in the config repository, or a branch and a proposal where commits are not wanted
// or not allowed. What Git then holds is the only truth; nothing else is changed here.

import { createHash } from 'node:crypto';
import type { Clock } from '../../state/model/clock.ts';
import { RaworcError } from '../../state/model/errors.ts';
import type { CommitId } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import type { Repositories } from '../git/repositories.ts';
import type { NewCommit, Writers } from '../git/writing/writers.ts';
import { keyReused } from './errors.ts';
import type { ConfigEdit, ConfigSource, EditedConfig, Loader } from './loader.ts';
import type { FileChange } from './loading/editing/texts.ts';

export interface Proposal {
  /** Pushed already. */
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface ConfigWriterDeps {
  readonly store: Pick<Store, 'writes'>;
  readonly loader: Pick<Loader, 'edit'>;
  readonly repositories: Repositories;
  readonly writers: Writers;
  readonly config: ConfigSource;
  readonly clock: Clock;
  /** Asks for a pull request. Left out where there is nobody to ask. */
  readonly propose?: (proposal: Proposal) => Promise<void>;
  /** Nothing is committed to the branch that is followed. */
  readonly proposeOnly: boolean;
}

export interface WriteAsked {
  /** Account of who wants it. */
  readonly by: string;
  /** First line of the commit. */
  readonly message: string;
  /** Asked again with the same key, the answer is that of the first time. */
  readonly key?: string;
  /** Only what would be written. */
  readonly dryRun?: boolean;
  /** A branch of this name and a proposal with this body, whatever else is allowed; asked for again, both are brought up to date. */
  readonly proposal?: { readonly branch: string; readonly body: string };
}

export interface Written {
  /**
   * - `unchanged`: it is declared so already, at `commit`
   * - `planned`: what would be written on top of `commit`
   * - `committed`, `proposed`: it is in `commit`, on `branch`
   */
  readonly type: 'unchanged' | 'planned' | 'committed' | 'proposed';
  readonly commit: string;
  readonly branch: string;
  readonly changes: readonly FileChange[];
}

export interface ConfigWriter {
  /** Throws what `Loader.edit` and `Writer.commit` throw, and `IDEMPOTENCY_KEY_REUSED`. */
  write(
    edits: readonly ConfigEdit[],
    asked: WriteAsked,
    waiting?: { readonly signal?: AbortSignal },
  ): Promise<Written>;
}

/** On a branch that many write to at once. */
const mostAttempts = 8;
const pauseMs = 50;
const committer = { name: 'Raworc', email: 'raworc@localhost' };

export function createConfigWriter(deps: ConfigWriterDeps): ConfigWriter {
  const { store, loader, repositories, config, clock, propose } = deps;
  const writer = deps.writers.open(config.location);

  function commitOf(
    { head, branch, changes }: EditedConfig,
    { by, message, key }: WriteAsked,
  ): Omit<NewCommit, 'expects'> {
    return {
      branch,
      parent: head,
      changes: new Map(changes.map(({ path, after }) => [path, after])),
      author: { name: by, email: `${by.replaceAll(/[^\w.-]/g, '-')}@raworc.invalid` },
      committer,
      message,
      ...(key === undefined ? {} : { trailers: { 'Idempotency-Key': key } }),
      at: clock.now(),
    };
  }

  /** Undefined where the branch went on meanwhile. */
  async function attempt<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const isPassing =
        error instanceof RaworcError && (error.code === 'BRANCH_MOVED' || error.code === 'REPOSITORY_BUSY');
      if (!isPassing) throw error;
      await clock.wait(pauseMs, signal === undefined ? {} : { signal });
      return undefined;
    }
  }

  async function proposed(edited: EditedConfig, asked: WriteAsked, signal?: AbortSignal): Promise<Written> {
    const { head, branch: base, changes } = edited;
    const content = hashOf([head, changes.map(({ path, after }) => [path, after])]);
    const branch = asked.proposal?.branch ?? `raworc/${content.slice(0, 12)}`;
    const waiting = signal === undefined ? {} : { signal };
    const listing = await repositories.open(config.location).refs(waiting);
    const there = listing.refs.get(`refs/heads/${branch}`);
    const record = `proposal/${branch}`;
    let commit = there;
    // Pushed again without a difference, it would only make people look again.
    if (there === undefined || (await store.writes.get(record))?.asked !== content) {
      const made = { ...commitOf(edited, asked), branch, expects: there };
      commit = await writer.commit(made, waiting);
      await store.writes.put({ key: record, asked: content, answer: null, at: clock.now() });
    }
    const body = asked.proposal?.body ?? `Asked for by ${asked.by}.`;
    await propose?.({ branch, base, title: asked.message, body });
    return { type: 'proposed', commit: commit as CommitId, branch, changes };
  }

  async function writeOnce(
    edits: readonly ConfigEdit[],
    asked: WriteAsked,
    signal?: AbortSignal,
  ): Promise<Written | undefined> {
    const { key } = asked;
    const waiting = signal === undefined ? {} : { signal };
    const edited = await loader.edit({ config, edits, ...(key === undefined ? {} : { key }) }, waiting);
    const { head, branch, changes } = edited;
    if (edited.repeated) return { type: 'committed', commit: head, branch, changes };
    if (changes.length === 0) return { type: 'unchanged', commit: head, branch, changes };
    if (asked.dryRun === true) return { type: 'planned', commit: head, branch, changes };
    const wantsProposal = asked.proposal !== undefined || deps.proposeOnly;
    if (wantsProposal && propose === undefined) throw nobodyToPropose();
    return attempt(async () => {
      if (wantsProposal && propose !== undefined) return proposed(edited, asked, signal);
      try {
        const commit = await writer.commit({ ...commitOf(edited, asked), expects: head }, waiting);
        return { type: 'committed', commit, branch, changes };
      } catch (error) {
        const isProtected = error instanceof RaworcError && error.code === 'PUSH_FORBIDDEN';
        if (!isProtected || propose === undefined) throw error;
        return proposed(edited, asked, signal);
      }
    }, signal);
  }

  return {
    async write(edits, asked, { signal } = {}) {
      const { key, dryRun } = asked;
      const content = hashOf(edits);
      const known = key === undefined ? undefined : await store.writes.get(key);
      if (known !== undefined) {
        if (known.asked !== content) throw keyReused();
        return known.answer as Written;
      }
      for (let tried = 1; ; tried += 1) {
        const written = await writeOnce(edits, asked, signal);
        if (written === undefined) {
          if (tried < mostAttempts) continue;
          throw busyBranch();
        }
        if (key !== undefined && dryRun !== true) {
          await store.writes.put({ key, asked: content, answer: written, at: clock.now() });
        }
        return written;
      }
    },
  };
}

function nobodyToPropose(): RaworcError {
  return new RaworcError(
    'WRITES_NEED_REVIEW',
    'This runtime writes nothing to the branch that it follows, and there is nobody to propose it to.',
    {
      hint: 'Make the change in Git, or give Raworc an account on the GitHub that the config repository is on.',
    },
  );
}

function busyBranch(): RaworcError {
  return new RaworcError('BRANCH_MOVED', 'The branch moved again and again while this was written.', {
    hint: 'Try again.',
    disposition: 'retry',
  });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
