// A container that runs one command of our own on the files of sessions: in the base image, for a space's image holds what
// others wrote, without network, and with no more rights than that command needs.

import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Attachment, Containers, HelperCapability, Mount, Waiting } from '../../containers/engine.ts';
import { helperLabels } from '../names.ts';

export interface HelperCommand {
  /** A container of that name, which somebody left behind, is removed first. */
  readonly name: string;
  /** Whose files it works on. */
  readonly session: SessionId;
  /** It waits for a first line on its standard input before it does anything. */
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
  readonly capabilities: readonly HelperCapability[];
  /** What takes longer is given up, and whoever finds the container then may remove it. */
  readonly lifetimeMs: number;
}

export interface HelperEnd {
  readonly code: number;
  /** The end of what it printed to its standard error. */
  readonly said: string;
}

export interface Helper {
  /** Lets it begin. */
  readonly input: Attachment['input'];
  /** To be read to its end, or destroyed. */
  readonly output: Readable;
  /** Resolves when it has ended; rejects when it was given up. */
  readonly ended: Promise<HelperEnd>;
  /** Idempotent; ends it where it still runs. */
  remove(): Promise<void>;
}

export type StartHelper = (command: HelperCommand, wait: Waiting) => Promise<Helper>;

export interface HelperDeps {
  readonly containers: Containers;
  readonly clock: Clock;
  readonly baseImage: string;
}

/** As root without root's rights: only then are the capabilities its own from the start. */
const USER = '0:0';
const MEMORY_BYTES = 256 * 1024 * 1024;
const MOST_SAID = 2_000;

export function createStartHelper({ containers, clock, baseImage }: HelperDeps): StartHelper {
  return async function start({ name, session, command, mounts, capabilities, lifetimeMs }, wait) {
    await containers.remove(name, wait);
    const id = await containers.create(
      {
        name,
        image: baseImage,
        command,
        user: USER,
        labels: helperLabels(session, clock.now() + lifetimeMs),
        mounts,
        limits: { memoryBytes: MEMORY_BYTES, pids: 32 },
        network: 'none',
        capabilities,
        stopTimeoutSeconds: 0,
      },
      wait,
    );
    const over = new AbortController();
    const remove = async (): Promise<void> => {
      over.abort(new Error('The helper was removed.'));
      await containers.remove(id);
    };
    try {
      await containers.start(id, wait);
      const { input, output, errors } = await containers.attach(id, wait);
      // Written after its end: lost, which its exit code tells.
      input.on('error', () => undefined);
      output.on('error', () => undefined);
      const said = endOf(errors);
      const signals = [over.signal, AbortSignal.timeout(lifetimeMs)];
      const signal = AbortSignal.any(wait.signal === undefined ? signals : [...signals, wait.signal]);
      const ended = containers.waitExit(id, { signal }).then(async (code) => ({ code, said: await said }));
      // Whoever is no longer interested need not hear of it.
      ended.catch(() => undefined);
      return { input, output, ended, remove };
    } catch (error) {
      await remove().catch(() => undefined);
      throw error;
    }
  };
}

async function endOf(errors: Readable): Promise<string> {
  let said = '';
  errors.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-MOST_SAID);
  });
  await finished(errors, { writable: false }).catch(() => undefined);
  return said.trim();
}
