// Who made it: nothing is shown or touched unless it carries our owner's label. Labels of a container never change and
// its id is never used again, so one look per container is enough.

import { OWNER_LABEL, type Labels } from '../engine.ts';
import { EngineError } from '../errors.ts';

const FULL_ID = /^[0-9a-f]{64}$/;
/** Far more than an engine holds; beyond it ids are forgotten and simply looked at again. */
const REMEMBERED_IDS = 20_000;

export interface Ownership {
  readonly owner: string;
  isOurs(labels: Labels | null | undefined): boolean;
  /** These labels with the owner's added, which always wins. */
  mark(labels: Labels): Record<string, string>;
  /** The engine's filter for `labels` and ours. */
  filter(labels: Labels): string[];
  remember(containerId: string): void;
  isRemembered(containerId: string): boolean;
  forget(containerId: string): void;
  /** Throws `NOT_OURS`. */
  require(labels: Labels | null | undefined, what: string): void;
}

export function createOwnership(owner: string): Ownership {
  const remembered = new Set<string>();
  const isOurs: Ownership['isOurs'] = (labels) => labels?.[OWNER_LABEL] === owner;
  return {
    owner,
    isOurs,
    mark: (labels) => ({ ...labels, [OWNER_LABEL]: owner }),
    filter: (labels) =>
      Object.entries({ ...labels, [OWNER_LABEL]: owner }).map(([name, value]) => `${name}=${value}`),
    remember(containerId) {
      if (!FULL_ID.test(containerId)) return;
      if (remembered.size >= REMEMBERED_IDS) remembered.clear();
      remembered.add(containerId);
    },
    isRemembered: (containerId) => remembered.has(containerId),
    forget: (containerId) => void remembered.delete(containerId),
    require(labels, what) {
      if (!isOurs(labels))
        throw new EngineError('NOT_OURS', `The ${what} was not made by this installation.`);
    },
  };
}
