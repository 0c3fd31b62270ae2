// Events of one document to a plain value. Aliases are copied out on a budget, so that a few lines that stand for
// millions of values are refused before those exist.

import type { Event, ScalarEvent } from 'js-yaml';

import type { Fault } from '../text/fault.ts';
import type { Source } from '../text/source.ts';
import { ALIAS, isPlain, MAPPING, POP, SCALAR, scalarText, SEQUENCE, spanOf } from './events.ts';
import type { ContentEvent, Events } from './events.ts';
import type { Limits } from './limits.ts';
import { resolvePlain } from './scalar.ts';

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export interface Constructed {
  /** What could be read; pairs that had to be refused are left out. */
  readonly value: Value;
  readonly faults: readonly Fault[];
}

interface Anchor {
  readonly value: Value;
  readonly nodes: number;
}

/** Thrown and caught in this file only: once a budget is spent there is nothing more to read. */
class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

/** `events` are those between a document's event and its end. */
export function construct(source: Source, events: Events, limits: Limits): Constructed {
  const faults: Fault[] = [];
  const anchors = new Map<string, Anchor | 'open'>();
  let at = 0;
  let nodes = 0;
  let aliases = 0;
  let offset = 0;

  function spend(count: number, event: Event): void {
    nodes += count;
    if (nodes <= limits.nodes) return;
    const message = `This document stands for more than ${limits.nodes} values.`;
    stop({ code: 'too-many-nodes', message, ...spanOf(event, offset), expected: 'fewer or smaller aliases' });
  }

  function stop(fault: Fault): never {
    faults.push(fault);
    throw new BudgetSpent();
  }

  function node(): Value {
    const event = events[at];
    at += 1;
    if (event === undefined) return null;
    if (event.type === ALIAS) return alias(event);
    spend(1, event);
    if (event.type !== SCALAR && event.type !== SEQUENCE && event.type !== MAPPING) return null;
    if (event.type === SCALAR && event.anchorStart === -1) return scalar(event);
    const anchor =
      event.anchorStart === -1 ? undefined : source.text.slice(event.anchorStart, event.anchorEnd);
    const before = nodes;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const value = content(event);
    if (anchor !== undefined) anchors.set(anchor, { value, nodes: nodes - before + 1 });
    return value;
  }

  function content(event: ContentEvent): Value {
    if (event.type === SCALAR) return scalar(event);
    checkTag(event, event.type === MAPPING ? 'map' : 'seq');
    return event.type === MAPPING ? mapping() : sequence();
  }

  function scalar(event: ScalarEvent): Value {
    if (event.valueEnd > offset) offset = event.valueEnd;
    const text = scalarText(source.text, event);
    if (event.tagStart !== -1) {
      checkTag(event, 'str');
      return text;
    }
    return isPlain(event) ? resolvePlain(text) : text;
  }

  function sequence(): Value[] {
    const items: Value[] = [];
    while (at < events.length && events[at]?.type !== POP) items.push(node());
    at += 1;
    return items;
  }

  function mapping(): { [key: string]: Value } {
    const result: { [key: string]: Value } = {};
    const seen = new Map<string, number>();
    while (at < events.length && events[at]?.type !== POP) {
      const event = events[at] as Event;
      const name = key(event);
      const start = spanOf(event, offset).start;
      const value = node();
      if (name === undefined) continue;
      const first = seen.get(name);
      if (first === undefined) {
        seen.set(name, start);
        result[name] = value;
      } else {
        const line = source.positionAt(first).line;
        const message = `"${name}" is written twice in this mapping; the first is in line ${line}.`;
        faults.push({ code: 'duplicate-key', message, ...spanOf(event, offset), expected: 'each key once' });
      }
    }
    at += 1;
    return result;
  }

  /** The text of a key, or undefined for one that is refused; either way it has been consumed. */
  function key(event: Event): string | undefined {
    if (event.type !== SCALAR) {
      refuse(event, 'A key must be plain text, not a mapping, a list or an alias.', 'a name');
      node();
      return undefined;
    }
    at += 1;
    spend(1, event);
    if (event.tagStart !== -1) checkTag(event, 'str');
    if (event.anchorStart !== -1)
      refuse(event, 'A key cannot carry an anchor.', 'the anchor in front of a value');
    const name = scalarText(source.text, event);
    if (event.valueEnd > offset) offset = event.valueEnd;
    if (name === '' && isPlain(event))
      return refuse(event, 'A key is missing in front of this colon.', 'a name');
    if (name === '<<') {
      return refuse(
        event,
        'Merge keys (<<) are not read.',
        'the fields themselves, or an alias for a whole value',
      );
    }
    if (name === '__proto__') return refuse(event, '"__proto__" cannot be used as a key.', 'another name');
    return name;
  }

  function alias(event: Extract<Event, { type: 5 }>): Value {
    const name = source.text.slice(event.anchorStart, event.anchorEnd);
    const span = spanOf(event, offset);
    aliases += 1;
    if (aliases > limits.aliases) {
      const message = `This document has more than ${limits.aliases} aliases.`;
      stop({ code: 'too-many-aliases', message, ...span, expected: `at most ${limits.aliases}` });
    }
    const anchor = anchors.get(name);
    if (anchor === undefined || anchor === 'open') {
      const message = anchor
        ? `The alias *${name} stands inside of what it stands for.`
        : `There is no anchor &${name} in front of this alias.`;
      faults.push({ code: 'unknown-anchor', message, ...span });
      return null;
    }
    spend(anchor.nodes, event);
    return copy(anchor.value);
  }

  function checkTag(event: ContentEvent, allowed: string): void {
    if (event.tagStart === -1) return;
    const tag = source.text.slice(event.tagStart, event.tagEnd);
    if (tag === '!' || tag === `!!${allowed}` || tag === `!<tag:yaml.org,2002:${allowed}>`) return;
    faults.push({
      code: 'unsupported-yaml',
      message: `The tag ${tag} is not read here.`,
      start: event.tagStart,
      end: event.tagEnd,
      expected: 'a value without a tag',
    });
  }

  function refuse(event: Event, message: string, expected: string): undefined {
    faults.push({ code: 'unsupported-yaml', message, ...spanOf(event, offset), expected });
  }

  try {
    return { value: node(), faults };
  } catch (error) {
    if (error instanceof BudgetSpent) return { value: null, faults };
    throw error;
  }
}

/** Copies, since filling in defaults changes values in place. */
function copy(value: Value): Value {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}
