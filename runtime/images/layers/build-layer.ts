// Builds one agent's layer image on the engine.

import type { BuildLogLine, Engine, ImageView, Limits } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import { contextTar, textFile } from '../context.ts';
import { ImageError } from '../errors.ts';
import type { AgentBuild, BuildOptions, SourceFile } from '../images.ts';
import { KIND, SPACE } from '../labels.ts';
import { detectSteps } from './detect.ts';
import { layerDockerfile, SCRIPT_FILE, SOURCE_FOLDER } from './dockerfile.ts';
import { explainFailure } from './failure.ts';
import { generatedFiles } from './generated-files.ts';
import { buildScript, STEP_MARK } from './script.ts';
import { requireUsable } from './source.ts';

export interface LayerBuilder {
  readonly engine: Engine;
  /** The build image. */
  readonly from: string;
  readonly deadlineMs: number;
  readonly limits: Limits;
  readonly buildArgs: Readonly<Record<string, string>>;
}

const REMEMBERED_LINES = 200;
const FROM_SCRIPT = / RUN --mount=/;

export async function buildLayer(
  { engine, from, deadlineMs, limits, buildArgs }: LayerBuilder,
  agent: AgentBuild,
  tag: string,
  { signal, onLog }: Required<BuildOptions>,
): Promise<ImageView> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const said: string[] = [];
  const listen = (line: BuildLogLine): void => {
    const ours = readable(line);
    if (ours === undefined) return;
    said.push(ours.text);
    if (said.length > REMEMBERED_LINES) said.shift();
    onLog(ours);
  };
  try {
    const files = await contextFiles(agent, from);
    return await engine.images.build(
      {
        context: contextTar(files),
        tag,
        labels: { [KIND]: 'layer', [SPACE]: agent.space },
        limits,
        buildArgs,
        onLog: listen,
      },
      { signal: AbortSignal.any([signal, deadline]) },
    );
  } catch (thrown) {
    throw explained(thrown, agent, said, { signal, deadline, deadlineMs });
  }
}

async function contextFiles(agent: AgentBuild, from: string): Promise<readonly SourceFile[]> {
  const source: SourceFile[] = [];
  for await (const file of agent.files()) {
    requireUsable(agent.agent, file);
    source.push(file);
  }
  const steps = detectSteps(
    source.map(({ path }) => path),
    agent.manifest,
  );
  const inSource = [...source, ...generatedFiles(agent, source, steps)].map(({ path, type, bytes }) => {
    return { path: `${SOURCE_FOLDER}/${path}`, type, bytes };
  });
  const hasSteps = steps.length > 0;
  const dockerfile = layerDockerfile({ space: agent.space, agent: agent.agent, from, hasSteps });
  return [textFile('Dockerfile', dockerfile), textFile(SCRIPT_FILE, buildScript(steps)), ...inSource];
}

/** What the script says, under its own steps' names; the builder's own steps are of no interest to an agent's author. */
function readable({ text, step, cached }: BuildLogLine): BuildLogLine | undefined {
  if (step === undefined || !FROM_SCRIPT.test(step)) return undefined;
  if (cached === true) return { text: 'Nothing to do: built before.', step: 'build', cached };
  if (text === step || text.startsWith('executor failed running')) return undefined;
  return { text, step: 'build' };
}

interface Limit {
  readonly signal: AbortSignal;
  readonly deadline: AbortSignal;
  readonly deadlineMs: number;
}

function explained(thrown: unknown, { agent }: AgentBuild, said: readonly string[], limit: Limit): unknown {
  if (isEngineError(thrown, 'BUILD_CANCELLED')) {
    const { step, log } = explainFailure(said);
    if (limit.signal.aborted || !limit.deadline.aborted)
      return new ImageError('BUILD_CANCELLED', `The build of agent ${agent} was cancelled.`, {
        cause: thrown,
      });
    const seconds = Math.round(limit.deadlineMs / 1000);
    return new ImageError(
      'BUILD_TIMEOUT',
      `The build of agent ${agent} was not done after ${seconds} s${step === undefined ? '' : `, at the step "${step}"`}.`,
      { details: { step, log }, cause: thrown },
    );
  }
  if (!isEngineError(thrown, 'BUILD_FAILED')) return thrown;
  if (!said.some((line) => line.startsWith(STEP_MARK))) said = [...said, thrown.message];
  const { step, log, hint } = explainFailure(said);
  return new ImageError(
    'BUILD_FAILED',
    `The build of agent ${agent} failed${step === undefined ? '' : ` at the step "${step}"`}.`,
    { details: { step, log }, cause: thrown, ...(hint === undefined ? {} : { hint }) },
  );
}
