// A YAML file to its documents, each with its value and the places of its parts. One broken document leaves the
// others readable.

import { parseEvents, YAMLException } from 'js-yaml';

import type { Fault } from '../text/fault.ts';
import type { Locate, Place } from '../text/place.ts';
import type { Source, Span } from '../text/source.ts';
import { construct } from './construct.ts';
import type { Value } from './construct.ts';
import { DOCUMENT, MAPPING, POP, SCALAR, SEQUENCE } from './events.ts';
import type { Events } from './events.ts';
import { LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { locateIn } from './locate.ts';
import { syntaxFault } from './syntax.ts';

export type YamlDocument =
  | { readonly type: 'read'; readonly value: Value; readonly locate: Locate }
  /** `value` is what could be made out all the same, for telling whom it is about. */
  | {
      readonly type: 'broken';
      readonly faults: readonly Fault[];
      readonly value: Value;
      readonly span: Span;
    };

export type YamlFile =
  | { readonly type: 'documents'; readonly documents: readonly YamlDocument[] }
  /** Nothing of it was looked at. */
  | { readonly type: 'refused'; readonly fault: Fault };

/** Empty documents are left out. Never throws for what the text holds. */
export function readYaml(source: Source, limits: Limits = LIMITS): YamlFile {
  const { text } = source;
  if (text.length > limits.fileSize) return { type: 'refused', fault: tooLarge(limits) };
  const chunks = markers(text);
  if (chunks.length > limits.documents + 1) {
    const message = `This file holds more than ${limits.documents} documents.`;
    const start = chunks[limits.documents + 1] ?? 0;
    return { type: 'refused', fault: { code: 'too-many-documents', message, start, end: start + 3 } };
  }
  const whole = parse(source, { start: 0, end: text.length }, limits);
  // Separators can't stand inside of a value, so each part can be tried on its own.
  const documents = Array.isArray(whole)
    ? whole
    : chunks.flatMap((start, index) => {
        const part = parse(source, { start, end: chunks[index + 1] ?? text.length }, limits);
        return Array.isArray(part) ? part : [part];
      });
  return { type: 'documents', documents };
}

export function tooLarge(limits: Limits): Fault {
  const message = `This file is larger than ${limits.fileSize / 1024} KiB and was not read.`;
  return { code: 'file-too-large', message, start: 0, end: 0, expected: 'several smaller files' };
}

/** Offsets at which a part begins: the start, and each `---` at the start of a line. */
function markers(text: string): readonly number[] {
  const found = [0];
  for (let at = text.indexOf('---'); at !== -1; at = text.indexOf('---', at + 3)) {
    const lineStart = at > 0 && /[\r\n]/.test(text[at - 1] ?? '');
    if (lineStart && /^\s?$/.test(text[at + 3] ?? '')) found.push(at);
  }
  return found;
}

/** All documents of a part, or one broken one that covers it. Offsets are the file's, whatever the part. */
function parse(source: Source, span: Span, limits: Limits): YamlDocument[] | YamlDocument {
  const text = source.text.slice(span.start, span.end);
  const part: Source = { ...source, text, positionAt: (offset) => source.positionAt(offset + span.start) };
  try {
    return split(parseEvents(text, { maxDepth: limits.depth })).flatMap((events) =>
      isEmpty(events) ? [] : [document(part, events, span, limits)],
    );
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return {
      type: 'broken',
      faults: [syntaxFault(error, limits, span.start, text.length)],
      value: null,
      span,
    };
  }
}

function document(part: Source, events: Events, span: Span, limits: Limits): YamlDocument {
  const { value, faults } = construct(part, events, limits);
  const base = span.start;
  if (faults.length > 0)
    return { type: 'broken', faults: faults.map((fault) => shift(fault, base)), value, span };
  const locate = locateIn(part.text, events);
  return { type: 'read', value, locate: base === 0 ? locate : (path) => shiftPlace(locate(path), base) };
}

/** The events of each document, without the document's own. */
function split(events: Events): readonly Events[] {
  const documents: Events[] = [];
  let start = 0;
  let depth = 0;
  for (const [index, event] of events.entries()) {
    if (event.type === DOCUMENT) start = index + 1;
    if (event.type === DOCUMENT || event.type === SEQUENCE || event.type === MAPPING) depth += 1;
    if (event.type !== POP) continue;
    depth -= 1;
    if (depth === 0) documents.push(events.slice(start, index));
  }
  return documents;
}

function isEmpty(events: Events): boolean {
  const first = events[0];
  return (
    first === undefined || (first.type === SCALAR && first.valueStart === -1 && first.anchorStart === -1)
  );
}

function shift<T extends Span>(span: T, by: number): T {
  return { ...span, start: span.start + by, end: span.end + by };
}

function shiftPlace(place: Place | undefined, by: number): Place | undefined {
  if (!place) return undefined;
  return { value: shift(place.value, by), ...(place.key ? { key: shift(place.key, by) } : {}) };
}
