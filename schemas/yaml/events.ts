// Small readings of the parser's events, which point into the text by offset; -1 stands for "not written".

import { getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';

import type { Span } from '../text/source.ts';

export type Events = readonly Event[];
export type ContentEvent = MappingEvent | ScalarEvent | SequenceEvent;

export const DOCUMENT = 1;
export const SEQUENCE = 2;
export const MAPPING = 3;
export const SCALAR = 4;
export const ALIAS = 5;
export const POP = 6;

export function scalarText(text: string, event: ScalarEvent): string {
  return getScalarValue(text, event);
}

export function isPlain(event: ScalarEvent): boolean {
  return event.style === SCALAR_STYLE.PLAIN;
}

/** With its quotes. A scalar that was left out has no width and stands at `otherwise`. */
export function spanOf(event: Event, otherwise: number): Span {
  switch (event.type) {
    case SCALAR: {
      if (event.valueStart === -1) return { start: otherwise, end: otherwise };
      const quote =
        event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
      return { start: event.valueStart - quote, end: event.valueEnd + quote };
    }
    case ALIAS:
      return { start: event.anchorStart - 1, end: event.anchorEnd };
    case SEQUENCE:
    case MAPPING:
      return { start: event.start, end: event.start };
    default:
      return { start: otherwise, end: otherwise };
  }
}

/** The index behind the node that begins at `at`. */
export function skipNode(events: Events, at: number): number {
  let depth = 0;
  let index = at;
  do {
    const type = events[index]?.type;
    if (type === SEQUENCE || type === MAPPING) depth += 1;
    else if (type === POP) depth -= 1;
    index += 1;
  } while (depth > 0 && index < events.length);
  return index;
}
