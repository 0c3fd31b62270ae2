// What a space's next image is made from: an earlier one with a few agents replaced, or the base with all of them
// copied. Pure.

import type { SpaceLayer } from '../images.ts';
import { BASE, DEPTH, LAYERS } from '../labels.ts';

/** An image of the same space that is on the engine. */
export interface EarlierImage {
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface StartingPoint {
  readonly from: string;
  /** What to copy, sorted by agent. */
  readonly copy: readonly SpaceLayer[];
  /** Agents to remove before that: those that are gone and those that are copied anew. */
  readonly remove: readonly string[];
  readonly depth: number;
}

/**
 * Each change is a file system layer on top of the earlier ones, of which an engine stacks no more than some 120. After
 * this many a space's image is made from the base again, which also frees what the changes have covered.
 */
export const MAX_DEPTH = 32;

/** Takes the image that leaves the least to copy; starting from the base has to copy everything. */
export function chooseStart(
  base: string,
  wanted: readonly SpaceLayer[],
  earlier: readonly EarlierImage[],
): StartingPoint {
  const fromBase: StartingPoint = { from: base, copy: sorted(wanted), remove: [], depth: 0 };
  return earlier
    .filter(({ labels }) => labels[BASE] === base && depthOf(labels) < MAX_DEPTH)
    .map((image) => continueFrom(image, wanted))
    .reduce((best, next) => (isLess(next, best) ? next : best), fromBase);
}

export function layersLabel(layers: readonly SpaceLayer[]): string {
  return sorted(layers)
    .map(({ agent, hash }) => `${agent}:${hash}`)
    .join(' ');
}

function continueFrom({ image, labels }: EarlierImage, wanted: readonly SpaceLayer[]): StartingPoint {
  const held = new Map(
    (labels[LAYERS] ?? '')
      .split(' ')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split(':') as [string, string]),
  );
  const names = new Set(wanted.map(({ agent }) => agent));
  const copy = sorted(wanted.filter(({ agent, hash }) => held.get(agent) !== hash));
  const gone = [...held.keys()].filter((agent) => !names.has(agent));
  const replaced = copy.filter(({ agent }) => held.has(agent)).map(({ agent }) => agent);
  return { from: image, copy, remove: [...gone, ...replaced].sort(), depth: depthOf(labels) + 1 };
}

/** Fewer copies first, then fewer removals, then the shallower. */
function isLess(left: StartingPoint, right: StartingPoint): boolean {
  const difference =
    left.copy.length - right.copy.length ||
    left.remove.length - right.remove.length ||
    left.depth - right.depth;
  return difference < 0;
}

const depthOf = (labels: EarlierImage['labels']): number => Number(labels[DEPTH] ?? 0);

const sorted = (layers: readonly SpaceLayer[]): readonly SpaceLayer[] =>
  [...layers].sort((left, right) => (left.agent < right.agent ? -1 : Number(left.agent > right.agent)));
