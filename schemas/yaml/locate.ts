// From the path of a value to its place in the text. Walks the events only when somebody asks, for most documents
// have nothing to complain about.

import type { Locate, Path, Place } from '../text/place.ts';
import type { Span } from '../text/source.ts';
import { MAPPING, POP, SCALAR, scalarText, SEQUENCE, skipNode, spanOf } from './events.ts';
import type { Events } from './events.ts';

/** `events` are those between a document's event and its end. What an alias stands for is placed at the alias. */
export function locateIn(text: string, events: Events): Locate {
  return (path) => find(text, events, 0, path, { value: rootSpan(events) });
}

function rootSpan(events: Events): Span {
  const first = events[0];
  return first ? spanOf(first, 0) : { start: 0, end: 0 };
}

function find(text: string, events: Events, at: number, path: Path, place: Place): Place | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return place;
  const event = events[at];
  let next = at + 1;
  if (event?.type === SEQUENCE) {
    for (let index = 0; events[next] && events[next]?.type !== POP; index += 1) {
      const item = events[next];
      if (item && String(index) === part) return find(text, events, next, rest, { value: spanOf(item, 0) });
      next = skipNode(events, next);
    }
  }
  if (event?.type === MAPPING) {
    while (events[next] && events[next]?.type !== POP) {
      const key = events[next];
      const valueAt = skipNode(events, next);
      const value = events[valueAt];
      if (key?.type === SCALAR && value && scalarText(text, key) === part) {
        const keySpan = spanOf(key, 0);
        // A value that was left out is placed at its key.
        const valueSpan =
          value.type === SCALAR && value.valueStart === -1 ? keySpan : spanOf(value, keySpan.end);
        return find(text, events, valueAt, rest, { key: keySpan, value: valueSpan });
      }
      next = skipNode(events, valueAt);
    }
  }
  return undefined;
}
