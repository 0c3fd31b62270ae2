// An imagined build: the Dockerfile's steps in order, each cached where the same step stood on the same ground before.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { BuildLogLine, BuildSpec } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { messageOf } from '../../../state/model/errors.ts';
import { copiedPaths, parseDockerfile, type Instruction } from './dockerfile.ts';
import { readTar, type MemoryFiles } from './files.ts';
import type { MemoryWorld } from './world.ts';

/** What a RUN step prints, line by line; throwing fails the build. Called only where the step isn't cached. */
export type RunStep = (step: {
  readonly command: string;
  readonly signal: AbortSignal;
}) => Promise<readonly string[]>;

export interface BuiltImage {
  readonly id: string;
  readonly bytes: number;
}

const hash = (...parts: readonly (string | Buffer)[]): string => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
};

export async function runBuild(
  world: MemoryWorld,
  spec: BuildSpec,
  labels: Readonly<Record<string, string>>,
  runStep: RunStep,
  signal: AbortSignal,
): Promise<BuiltImage> {
  const log: string[] = [];
  const say = (line: BuildLogLine): void => {
    log.push(line.text);
    spec.onLog(line);
  };
  const fail = (why: string): EngineError =>
    new EngineError('BUILD_FAILED', `The build of ${spec.tag} failed: ${why}.`, {
      details: { log: log.join('\n') },
    });

  const files = await readTar(spec.context);
  const dockerfile = files.get('Dockerfile');
  if (dockerfile === undefined) throw fail('the context has no Dockerfile');
  const instructions = parseDockerfile(dockerfile.content.toString());
  const stages = new Map<string, string>();
  let ground = '';
  let bytes = 0;

  for (const [index, instruction] of instructions.entries()) {
    const step = `[${index + 1}/${instructions.length}] ${instruction.keyword} ${instruction.args}`;
    if (instruction.keyword === 'FROM') {
      const [image = '', , stage] = instruction.args.split(/\s+/);
      const base = stages.get(image) ?? baseOf(world, image);
      if (base === undefined) throw fail(`there is no image ${image}`);
      ground = hash('from', base);
      if (stage !== undefined) stages.set(stage, ground);
      say({ text: step, step });
      continue;
    }
    const copied = contentOf(files, instruction);
    if (copied === undefined) throw fail(`nothing in the context is called as in "${instruction.args}"`);
    bytes += copied.length;
    ground = hash(
      ground,
      instruction.keyword,
      instruction.args,
      copied,
      JSON.stringify(spec.buildArgs ?? {}),
    );
    const cached = world.buildCache.has(ground) && spec.noCache !== true;
    say({ text: step, step, ...(cached && { cached }) });
    if (instruction.keyword === 'RUN' && !cached) {
      signal.throwIfAborted();
      try {
        for (const text of await runStep({ command: instruction.args, signal })) say({ text, step });
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        throw fail(messageOf(thrown));
      }
    }
    signal.throwIfAborted();
    world.buildCache.add(ground);
  }
  return { id: `sha256:${hash(ground, JSON.stringify(labels, Object.keys(labels).sort()))}`, bytes };
}

function baseOf(world: MemoryWorld, name: string): string | undefined {
  if (name === 'scratch') return 'scratch';
  const wanted = name.includes(':') ? name : `${name}:latest`;
  return [...world.images.values()].find(({ id, tags }) => id === name || tags.has(wanted))?.id;
}

/** Undefined where a path that should be copied isn't in the context. */
function contentOf(files: MemoryFiles, instruction: Instruction): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const path of copiedPaths(instruction)) {
    const root = posix.normalize(`/${path}`).replace(/^\/|\/$/g, '');
    const chosen = [...files]
      .filter(([name]) => root === '' || name === root || name.startsWith(`${root}/`))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    if (chosen.length === 0) return undefined;
    for (const [name, { content }] of chosen) parts.push(Buffer.from(name), content);
  }
  return Buffer.concat(parts);
}
