// The engine's events as ours: which of them matter, and what they are about. Pure.

import type { EngineEvent } from '../engine.ts';

export interface RawEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes?: Readonly<Record<string, string>> };
  readonly time: number;
  readonly timeNano?: number;
}

const ACTIONS = {
  container: ['start', 'die', 'oom', 'pause', 'unpause', 'destroy', 'update'],
  image: ['untag', 'delete'],
  volume: ['destroy'],
  network: ['connect', 'disconnect', 'destroy'],
} as const;

function among<T extends string>(actions: readonly T[], action: string): action is T {
  return (actions as readonly string[]).includes(action);
}

export function decodeEvent(raw: RawEvent): EngineEvent | undefined {
  const { Type: type, Action: action } = raw;
  const { ID: id, Attributes: attributes = {} } = raw.Actor;
  const at = raw.timeNano === undefined ? raw.time * 1000 : Math.floor(raw.timeNano / 1e6);
  switch (type) {
    case 'container':
      // Attributes are the labels, with the image, the name and the like among them.
      return among(ACTIONS.container, action) ? { type, action, id, labels: attributes, at } : undefined;
    case 'image':
      return among(ACTIONS.image, action)
        ? { type, action, reference: attributes['name'] ?? id, at }
        : undefined;
    case 'volume':
      return among(ACTIONS.volume, action) ? { type, action, name: id, at } : undefined;
    case 'network': {
      if (!among(ACTIONS.network, action)) return undefined;
      const container = attributes['container'];
      const name = attributes['name'] ?? id;
      return { type, action, name, at, ...(container === undefined ? {} : { container }) };
    }
    default:
      return undefined;
  }
}
