// The image of a space from the layers that were chosen: there already, asked for, or failed.

import type { AgentImages } from '../../runtime/images/images.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { BuildId } from '../../state/model/ids.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import type { BuildDesk } from './build-desk.ts';
import { imageReason } from './image-reasons.ts';
import { buildRetryAt } from './layer-choice.ts';
import { sentence } from './outcome-of-error.ts';
import type { Outcome } from './report.ts';
import type { PinnedLayer } from './snapshot.ts';
import type { WantedAgent } from './wanted-state.ts';

export interface SpaceImageDeps {
  readonly store: Pick<Store, 'builds'>;
  readonly images: AgentImages;
  readonly clock: Clock;
  readonly builds: BuildDesk;
}

export interface ChosenLayer {
  readonly agent: WantedAgent;
  readonly use: PinnedLayer;
}

export type ImageState = { readonly buildId: BuildId; readonly drift?: string } & (
  | { readonly type: 'present'; readonly image: string }
  /** Layers are still being built, or the image is. */
  | { readonly type: 'pending' }
  | { readonly type: 'failed'; readonly outcome: Outcome }
);

/** `ready`: every layer is built or given up on. */
export async function ensureImage(
  { store, images, clock, builds }: SpaceImageDeps,
  row: SpaceRow,
  { layers, ready }: { readonly layers: readonly ChosenLayer[]; readonly ready: boolean },
  signal: AbortSignal,
): Promise<ImageState> {
  const spaceLayers = layers.map(({ agent, use }) => ({ agent: agent.name, hash: use.layer }));
  const buildId = images.names.buildId(spaceLayers);
  const image = images.names.spaceImage(row.name, buildId);
  const there = ready && (await images.has(image, { signal }));
  if (there) return { type: 'present', buildId, image };

  const drift = ready && row.buildId === buildId ? { drift: `the image ${image} was removed` } : {};
  if (!ready) return { type: 'pending', buildId };
  const build = await store.builds.get(row.name, buildId);
  if (build?.state === 'failed') {
    if (buildRetryAt(build) > clock.now()) {
      const { code = 'BUILD_FAILED', message = 'It failed.', hint } = build.error ?? {};
      const outcome: Outcome = {
        type: 'failed',
        reason: imageReason(code),
        message: sentence(`The image of the space could not be built: ${message}`),
        ...(hint === undefined ? {} : { hint }),
      };
      return { type: 'failed', buildId, outcome, ...drift };
    }
  }
  await builds.ask({ kind: 'image', id: buildId, space: row.name, layers: spaceLayers });
  return { type: 'pending', buildId, ...drift };
}
