// Ours and not ours, for the rooms of the imagined engine.

import { OWNER_LABEL, type Labels } from '../engine.ts';
import { EngineError } from '../errors.ts';

export interface Ownership {
  readonly owner: string;
  readonly mark: (labels: Labels) => Labels;
  readonly isOurs: (labels: Labels) => boolean;
  /** Ours, with all of `wanted`. */
  readonly matches: (labels: Labels, wanted: Labels) => boolean;
  /** Throws `NOT_OURS`. */
  readonly require: (labels: Labels, what: string) => void;
}

export function createOwnership(owner: string): Ownership {
  const isOurs = (labels: Labels): boolean => labels[OWNER_LABEL] === owner;
  return {
    owner,
    isOurs,
    mark: (labels) => ({ ...labels, [OWNER_LABEL]: owner }),
    matches: (labels, wanted) =>
      isOurs(labels) && Object.entries(wanted).every(([name, value]) => labels[name] === value),
    require(labels, what) {
      if (!isOurs(labels))
        throw new EngineError('NOT_OURS', `The ${what} was not made by this installation.`);
    },
  };
}
