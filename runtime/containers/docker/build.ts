// Builds an image: with BuildKit where the engine has it, else with the classic builder.

import type { BuildLogLine, BuildSpec, Waiting } from '../engine.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { createBuildLog, type BuildProgress } from './build-log.ts';
import type { Connection } from './connection.ts';
import { jsonLines } from './json-lines.ts';
import { translateMessage } from './translate.ts';

const KEPT_LOG_LINES = 100;
const CPU_PERIOD_US = 100_000;

/** Resolves with the image's id; it has no tag yet, so that a build that is aborted can't leave one. */
export async function buildImage(
  connection: Connection,
  spec: BuildSpec,
  labels: Record<string, string>,
  buildKit: boolean,
  wait?: Waiting,
): Promise<string> {
  const tail: string[] = [];
  const log = createBuildLog((line: BuildLogLine) => {
    tail.push(line.text);
    if (tail.length > KEPT_LOG_LINES) tail.shift();
    spec.onLog(line);
  });
  let brokenContext: Error | undefined;
  spec.context.once('error', (error) => (brokenContext = error));

  try {
    const id = await connection.patient(async (signal) => {
      const query = buildQuery(spec, labels, buildKit);
      // Not dockerode's buildImage: for BuildKit it opens a session with a gRPC server per build, which only pulls
      // of private base images need. Builds start from images that are there.
      const answer = await connection.request({ path: '/build?', query, body: spec.context, signal });
      return await follow(jsonLines<BuildProgress>(answer), log, spec.tag, tail);
    }, wait);
    return id;
  } catch (thrown) {
    if (wait?.signal?.aborted === true) throw cancelled(spec.tag, thrown);
    if (brokenContext !== undefined && !isEngineError(thrown, 'BUILD_FAILED')) throw brokenContext;
    if (isEngineError(thrown, 'ENGINE_REFUSED')) throw failed(spec.tag, thrown.message, tail);
    throw thrown;
  } finally {
    spec.context.destroy();
  }
}

export function cancelled(tag: string, cause?: unknown): EngineError {
  return new EngineError('BUILD_CANCELLED', `The build of ${tag} was cancelled.`, { cause });
}

function failed(tag: string, why: string, tail: readonly string[]): EngineError {
  const message = `The build of ${tag} failed: ${why.trim().replace(/\.$/, '')}.`;
  return new EngineError('BUILD_FAILED', message, { details: { log: tail.join('\n') } });
}

async function follow(
  progress: AsyncIterable<BuildProgress>,
  log: ReturnType<typeof createBuildLog>,
  tag: string,
  tail: readonly string[],
): Promise<string> {
  let id: string | undefined;
  let error: string | undefined;
  for await (const line of progress) {
    log.write(line);
    if (typeof line.aux === 'object' && line.aux.ID !== undefined) id = line.aux.ID;
    // What the failing step printed may come after it.
    error ??= line.errorDetail?.message ?? line.error;
  }
  log.end();
  if (error !== undefined) {
    const known = translateMessage(error, 400);
    throw known.code === 'DISK_FULL' ? known : failed(tag, error, tail);
  }
  if (id !== undefined) return id;
  throw new EngineError('ENGINE_UNREACHABLE', `The engine broke off the build of ${tag} without a result.`);
}

function buildQuery(
  spec: BuildSpec,
  labels: Record<string, string>,
  buildKit: boolean,
): Record<string, unknown> {
  const { cpus, memoryBytes } = spec.limits ?? {};
  return {
    version: buildKit ? '2' : '1',
    labels,
    rm: true,
    forcerm: true,
    ...(spec.buildArgs === undefined ? {} : { buildargs: spec.buildArgs }),
    ...(spec.noCache === true ? { nocache: true } : {}),
    ...(memoryBytes === undefined ? {} : { memory: memoryBytes, memswap: memoryBytes }),
    ...(cpus === undefined ? {} : { cpuperiod: CPU_PERIOD_US, cpuquota: Math.round(cpus * CPU_PERIOD_US) }),
  };
}
