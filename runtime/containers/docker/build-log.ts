// The two builders' progress, as one kind of log line. Pure but for the callback.

import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import type { BuildLogLine } from '../engine.ts';
import { decodeBuildTrace, type TracedStep } from './build-trace.ts';

/** One line of the engine's answer to a build, from either builder. */
export interface BuildProgress {
  readonly id?: string;
  readonly aux?: string | { readonly ID?: string };
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

export interface BuildLog {
  write(progress: BuildProgress): void;
  /** Flushes a last line that had no newline. */
  end(): void;
}

/** BuildKit's own housekeeping, which is no step of anybody's Dockerfile. */
const HOUSEKEEPING = /^(\[internal\]|copy \/context )/;

export function createBuildLog(onLog: (line: BuildLogLine) => void): BuildLog {
  const names = new Map<string, string>();
  const announced = new Map<string, 'run' | 'cached'>();
  const partial = new Map<
    string,
    { rest: string; readonly decoder: StringDecoder; readonly step: string | undefined }
  >();
  let classicStep: string | undefined;

  function print(key: string, step: string | undefined, bytes: Uint8Array): void {
    let part = partial.get(key);
    if (part === undefined || part.step !== step) {
      if (part !== undefined) flush(key);
      part = { rest: '', decoder: new StringDecoder('utf8'), step };
      partial.set(key, part);
    }
    const lines = (part.rest + part.decoder.write(Buffer.from(bytes))).split('\n');
    part.rest = lines.pop() ?? '';
    for (const line of lines) emit(line, step);
  }

  function flush(key: string): void {
    const part = partial.get(key);
    partial.delete(key);
    if (part !== undefined && part.rest !== '') emit(part.rest, part.step);
  }

  function emit(raw: string, step: string | undefined, cached?: true): void {
    // Progress bars draw over themselves; what stands at the end is the line.
    const drawn = stripVTControlCharacters(raw).replace(/\r+$/, '');
    onLog({
      text: drawn.slice(drawn.lastIndexOf('\r') + 1),
      ...(step === undefined ? {} : { step }),
      ...(cached && { cached }),
    });
  }

  function writeStep({ digest, name, cached, started, completed, error }: TracedStep): void {
    names.set(digest, name);
    if (completed) for (const key of partial.keys()) if (key.startsWith(digest)) flush(key);
    if (error !== '') emit(error, name);
    if (HOUSEKEEPING.test(name)) return;
    if (cached && announced.get(digest) !== 'cached') {
      announced.set(digest, 'cached');
      emit(name, name, true);
    } else if (started && !announced.has(digest)) {
      announced.set(digest, 'run');
      emit(name, name);
    }
  }

  function writeClassic(text: string): void {
    const step = /^Step \d+\/\d+ : (.*)/.exec(text)?.[1];
    if (step !== undefined) classicStep = step;
    if (text.startsWith(' ---> Using cache')) return emit(classicStep ?? text, classicStep, true);
    print('classic', classicStep, Buffer.from(text));
  }

  return {
    write({ id, aux, stream }) {
      if (id === 'moby.buildkit.trace' && typeof aux === 'string') {
        const { steps, logs } = decodeBuildTrace(Buffer.from(aux, 'base64'));
        for (const step of steps) writeStep(step);
        for (const log of logs) print(`${log.step}:${log.stream}`, names.get(log.step), log.bytes);
      } else if (stream !== undefined) writeClassic(stream);
    },
    end() {
      for (const key of partial.keys()) flush(key);
    },
  };
}
