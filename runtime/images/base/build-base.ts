// `raworc base build`: makes the base image and the build image, unless images of this recipe are there already.

import type { BuildLogLine, Engine } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import { contextTar, textFile } from '../context.ts';
import { ImageError } from '../errors.ts';
import { explainFailure } from '../layers/failure.ts';
import { proxyArguments } from '../proxy.ts';
import { CA_CONTEXT_FILE, baseDockerfile, buildDockerfile } from './base-dockerfile.ts';
import { baseNames, type BaseImages } from './base-names.ts';
import { hostCaBundle } from './ca-bundle.ts';
import { debianRoot } from './debian-root.ts';
import { PUBLIC_IMAGE, SUITE } from './recipe.ts';

/** `registry` pulls a public image, `debian` takes Debian's packages, `auto` the first of them that works. */
export type BaseSource = 'auto' | 'registry' | 'debian';

export interface BuildBaseOptions {
  readonly engine: Engine;
  readonly source?: BaseSource;
  /** Builds even where the images are there, and takes nothing from the engine's cache. */
  readonly again?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onLog?: (line: BuildLogLine) => void;
  readonly signal?: AbortSignal;
}

export interface BuiltBase extends BaseImages {
  /** True where both were there already. */
  readonly cached: boolean;
}

/** How long a registry may take for an image of 30 MB, before packages are tried instead. */
const PULL_PATIENCE_MS = 60_000;
const KIND = 'dev.raworc.kind';

/** Same recipe, same certificates: same names, and nothing is built. Throws `BASE_UNAVAILABLE` and the engine's errors. */
export async function buildBase(options: BuildBaseOptions): Promise<BuiltBase> {
  const { engine, signal, env = process.env, again = false, onLog = () => {} } = options;
  const wait = signal === undefined ? {} : { signal };
  const caBundle = await hostCaBundle(env);
  const names = baseNames(caBundle, process.arch);
  const isThere = async (image: string) => (await engine.images.inspect(image, wait)) !== undefined;

  const build = (tag: string, dockerfile: string) =>
    engine.images.build(
      {
        context: context(dockerfile, caBundle),
        tag,
        labels: { [KIND]: 'base' },
        buildArgs: proxyArguments(env),
        noCache: again,
        onLog,
      },
      wait,
    );

  const hasBase = !again && (await isThere(names.base));
  const hasBuild = hasBase && (await isThere(names.build));
  if (hasBuild) return { ...names, cached: true };
  try {
    if (!hasBase) {
      const root = await rootImage(options);
      try {
        await build(names.base, baseDockerfile({ from: root.image, hasCaBundle: caBundle !== undefined }));
      } finally {
        // The base keeps what it needs of it.
        if (root.isOurs) await engine.images.remove(root.image);
      }
    }
    await build(names.build, buildDockerfile({ from: names.base }));
  } catch (thrown) {
    // Another installation on this engine was quicker: the same name is the same image.
    const bothThere = isEngineError(thrown, 'NOT_OURS') && (await isThere(names.build));
    if (!bothThere) throw explained(thrown);
  }
  return { ...names, cached: false };
}

/** A build that fails here is no agent author's fault, so it must not tell anybody to correct a source. */
function explained(thrown: unknown): unknown {
  if (!isEngineError(thrown, 'BUILD_FAILED')) return thrown;
  const said = thrown.details['log'];
  const { log, hint } = explainFailure([
    ...(typeof said === 'string' ? said.split('\n') : []),
    thrown.message,
  ]);
  return new ImageError('BASE_UNAVAILABLE', `The base image can't be built. ${thrown.message}`, {
    details: { log },
    ...(hint === undefined ? {} : { hint }),
    cause: thrown,
  });
}

interface RootImage {
  readonly image: string;
  readonly isOurs: boolean;
}

async function rootImage(options: BuildBaseOptions): Promise<RootImage> {
  const { engine, source = 'auto', signal, onLog = () => {} } = options;
  if (source !== 'debian') {
    const pulled = await pulledRoot(options);
    if (pulled !== undefined) return pulled;
  }
  const image = `raworc_root:${SUITE}-${process.pid}`;
  const tar = await debianRoot({ signal, onLog: (text) => onLog({ text, step: 'packages' }) });
  await engine.images.import(tar, image, { labels: { [KIND]: 'base' }, ...(signal && { signal }) });
  return { image, isOurs: true };
}

/** Undefined where no registry answers and the caller may do without. */
async function pulledRoot(options: BuildBaseOptions): Promise<RootImage | undefined> {
  const { engine, source = 'auto', signal, onLog = () => {} } = options;
  const patience = AbortSignal.timeout(PULL_PATIENCE_MS);
  const limit = source === 'registry' ? signal : AbortSignal.any([patience, ...(signal ? [signal] : [])]);
  const root: RootImage = { image: PUBLIC_IMAGE, isOurs: false };
  // Where no registry is reached somebody may have brought the image along.
  const isThere = (await engine.images.inspect(PUBLIC_IMAGE, signal && { signal })) !== undefined;
  if (isThere) return root;
  onLog({ text: `Pulling ${PUBLIC_IMAGE}.`, step: 'registry' });
  try {
    await engine.images.pull(PUBLIC_IMAGE, limit === undefined ? {} : { signal: limit });
    return root;
  } catch (thrown) {
    signal?.throwIfAborted();
    const mayDoWithout =
      source === 'auto' &&
      (patience.aborted || isEngineError(thrown, 'IMAGE_UNREACHABLE', 'IMAGE_NOT_FOUND'));
    if (!mayDoWithout) throw thrown;
    onLog({ text: 'No image registry answers; packages are taken instead.', step: 'registry' });
    return undefined;
  }
}

function context(dockerfile: string, caBundle: string | undefined) {
  const files = [textFile('Dockerfile', dockerfile)];
  if (caBundle !== undefined) files.push(textFile(CA_CONTEXT_FILE, caBundle));
  return contextTar(files);
}
