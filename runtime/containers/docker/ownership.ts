// Who made it: nothing is shown or touched unless it carries our owner's label. What was once seen to be ours is
// remembered, for a container's id is never used again, and events of other things don't say whose they are.

import { OWNER_LABEL, type Labels } from '../engine.ts';
import { EngineError } from '../errors.ts';

export type OwnedKind = 'container' | 'image' | 'volume' | 'network';

/** Far more than an engine holds; beyond it everything is forgotten and simply looked at again. */
const REMEMBERED = 50_000;

export interface Ownership {
  readonly owner: string;
  readonly isOurs: (labels: Labels | null | undefined) => boolean;
  /** Throws `NOT_OURS`. */
  readonly require: (labels: Labels | null | undefined, what: string) => void;
  /** These labels with the owner's added, which always wins. */
  readonly mark: (labels: Labels) => Record<string, string>;
  /** The engine's filter for `labels` and ours. */
  readonly filter: (labels: Labels) => string[];
  /** Volumes are known by name, all else by the engine's full id. */
  readonly know: (kind: OwnedKind, id: string) => void;
  readonly knows: (kind: OwnedKind, id: string) => boolean;
  readonly forget: (kind: OwnedKind, id: string) => void;
}

export function createOwnership(owner: string): Ownership {
  const known = new Set<string>();
  const isOurs: Ownership['isOurs'] = (labels) => labels?.[OWNER_LABEL] === owner;
  return {
    owner,
    isOurs,
    require(labels, what) {
      if (!isOurs(labels))
        throw new EngineError('NOT_OURS', `The ${what} was not made by this installation.`);
    },
    mark: (labels) => ({ ...labels, [OWNER_LABEL]: owner }),
    filter: (labels) =>
      Object.entries({ ...labels, [OWNER_LABEL]: owner }).map(([name, value]) => `${name}=${value}`),
    know(kind, id) {
      if (known.size >= REMEMBERED) known.clear();
      known.add(`${kind} ${id}`);
    },
    knows: (kind, id) => known.has(`${kind} ${id}`),
    forget: (kind, id) => void known.delete(`${kind} ${id}`),
  };
}
