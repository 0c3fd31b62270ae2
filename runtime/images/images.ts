// The port to images: an agent's source becomes a layer image, a space's layers become the image that its sessions
// start from. The adapter is made by create-images.ts on any engine.

import type { Manifest } from '../../schemas/manifest/manifest.ts';
import type { BuildId, LayerHash } from '../../state/model/ids.ts';
import type { BuildLogLine } from '../containers/engine.ts';
import type { RetainOptions, RetiredImage } from './retain.ts';

/** One file of an agent's source, as Git has it. Paths are relative to the source's root, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly type: 'file' | 'executable' | 'symlink';
  /** The content; for a symlink its target as UTF-8. */
  readonly bytes: Uint8Array;
  /** True where the content is a Git LFS pointer instead of the file that it stands for. */
  readonly lfsPointer?: boolean;
}

/** What names a layer: all that its hash is made from. */
export interface LayerInput {
  /** The agent's name, which is also its folder: /agents/{agent}. */
  readonly agent: string;
  /** The id of the source's tree (or of whatever else identifies its content). */
  readonly sourceTree: string;
  readonly manifest: Manifest;
}

export interface AgentBuild extends LayerInput {
  readonly space: string;
  /** The source at that tree. Read once per build and not at all when the layer is there. */
  readonly files: () => AsyncIterable<SourceFile>;
}

export interface LayerResult {
  readonly hash: LayerHash;
  /** `raworc_agent_{space}_{agent}:{hash}` */
  readonly image: string;
  /** True where the image was there already and nothing was built. */
  readonly cached: boolean;
  readonly bytes: number;
}

/** A layer as part of a space's image. */
export interface SpaceLayer {
  readonly agent: string;
  readonly hash: LayerHash;
}

export interface SpaceImageRequest {
  readonly space: string;
  /** In any order; one per agent. None is fine: a space without agents has the base's content. */
  readonly layers: readonly SpaceLayer[];
}

export interface SpaceImageResult {
  readonly buildId: BuildId;
  /** `raworc_space_{space}:{build id}` */
  readonly image: string;
  /** True where the image was there already. */
  readonly cached: boolean;
  /** How many agents' layers were copied for it, as opposed to taken over from an earlier image. */
  readonly copied: number;
  readonly bytes: number;
}

export interface BuildOptions {
  readonly signal?: AbortSignal;
  /** Lines as they come; keeping them is the caller's. */
  readonly onLog?: (line: BuildLogLine) => void;
}

/** The names that something would have, without building or asking anything. */
export interface ImageNames {
  layerHash(input: LayerInput): LayerHash;
  layerImage(space: string, agent: string, hash: LayerHash): string;
  buildId(layers: readonly SpaceLayer[]): BuildId;
  spaceImage(space: string, buildId: BuildId): string;
}

/**
 * Same inputs, same name: `ensure…` of what is there builds nothing, and two calls for one name at once share one
 * build, which is cancelled when all of their signals are aborted. More builds than the limit wait for their turn.
 *
 * Build code runs inside containers of the engine, as a user without rights, and sees no secret.
 *
 * Errors: `BASE_MISSING` (run `raworc base build`), `BUILD_FAILED` (`details.step`, `details.log` with the last lines),
 * `BUILD_TIMEOUT`, `SOURCE_UNUSABLE` (a path that leaves the source, a Git LFS pointer), `BUILD_CANCELLED`,
 * `LAYER_MISSING` (a layer was removed: ensure it again), and the engine's own.
 */
export interface AgentImages {
  readonly names: ImageNames;
  ensureLayer(build: AgentBuild, options?: BuildOptions): Promise<LayerResult>;
  /** Its layers must be there. An agent whose layer did not change since the space's newest image isn't copied again. */
  ensureSpaceImage(request: SpaceImageRequest, options?: BuildOptions): Promise<SpaceImageResult>;
  /** Whether an image of this name is on the engine. */
  has(image: string, options?: { readonly signal?: AbortSignal }): Promise<boolean>;
  /**
   * Removes this installation's images of agents and spaces but those in `keep`, and what its builds left behind without a
   * tag. One that a container stands on stays. Returns what was removed, or would be with `dryRun`.
   */
  retain(keep: ReadonlySet<string>, options?: RetainOptions): Promise<readonly RetiredImage[]>;
}
