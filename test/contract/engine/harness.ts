// What every adapter gives the contract to work with, and small ways to say what a case is about.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { ContainerSpec, Engine } from '../../../runtime/containers/engine.ts';
import type { EngineErrorCode } from '../../../runtime/containers/errors.ts';
import { PROGRAMS } from '../../support/engine/programs.ts';

export interface EngineHarness {
  readonly engine: Engine;
  /** Another installation's, on the same engine. */
  readonly stranger: Engine;
  readonly baseImage: string;
  /** A name that nobody else has on that engine. */
  readonly name: (what: string) => string;
  /** A subnet that nobody else has. */
  readonly subnet: () => Promise<string>;
  /** An image that host rules can be set from. */
  readonly rulesImage: () => Promise<string>;
  /** As somebody does who clears a network's rules by hand. */
  readonly damageHostRules: (network: string) => void;
}

/** Called when a case runs, so that a suite can be declared before its harness is open. */
export type UseHarness = () => EngineHarness;

export function specOf({ baseImage, name }: EngineHarness, more: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    name: name('container'),
    image: baseImage,
    command: PROGRAMS.echo.command,
    user: '10001:10001',
    labels: { purpose: 'contract' },
    mounts: [],
    network: 'none',
    // Programs of the contract ignore the stop signal, as any process 1 without a handler does.
    stopTimeoutSeconds: 0,
    ...more,
  };
}

export async function started(harness: EngineHarness, more: Partial<ContainerSpec> = {}): Promise<string> {
  const id = await harness.engine.containers.create(specOf(harness, more));
  await harness.engine.containers.start(id);
  return id;
}

export async function refuses(act: Promise<unknown>, code: EngineErrorCode): Promise<void> {
  await assert.rejects(act, (error: Error & { code?: string; hint?: string }) => {
    assert.equal(error.code, code, `${error.code ?? error.name}: ${error.message}`);
    assert.match(error.message, /\.$/, 'an error is a sentence');
    assert.ok(error.hint, 'an error says what to do');
    return true;
  });
}

/** Reads until that many bytes have come. */
export async function readBytes(stream: Readable, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let have = 0;
  while (have < count) {
    const chunk = stream.read() as Buffer | null;
    if (chunk === null) {
      if (stream.readableEnded) throw new Error(`The stream ended after ${have} of ${count} bytes.`);
      // Said at the end too.
      await once(stream, 'readable');
    } else {
      chunks.push(chunk);
      have += chunk.length;
    }
  }
  return Buffer.concat(chunks);
}

export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
