// What the schema cannot say of a Space's routing: whether its patterns can be read, and bounds of the model's time.

import { parseDuration } from '../duration.ts';
import type { RoutingModel, RoutingRule, RoutingSpec } from '../kinds/routing.ts';
import { readPattern } from '../pattern/pattern.ts';
import type { Finding } from './finding.ts';

const LEAST_MS = 100;
const MOST_MS = 60_000;

/** States of all patterns of a space together: each message goes through all of them. */
const MOST_STATES = 1_000;

/** For a spec that its schema accepts. */
export function checkRouting({ rules = [], model }: RoutingSpec): readonly Finding[] {
  return [
    ...rules.flatMap(checkRule),
    ...checkSize(rules),
    ...(model === undefined ? [] : checkModel(model)),
  ];
}

export function sizeOfRules(rules: readonly RoutingRule[]): number {
  return rules.reduce((sum, { matches }) => {
    const read = matches === undefined ? undefined : readPattern(matches);
    return sum + (read?.type === 'pattern' ? read.size : 0);
  }, 0);
}

function checkSize(rules: readonly RoutingRule[]): readonly Finding[] {
  if (sizeOfRules(rules) <= MOST_STATES) return [];
  const path = ['spec', 'routing', 'rules'];
  const message = `The patterns of ${path.join('.')} are too large together: every message goes through all of them.`;
  return [{ code: 'out-of-range', path, at: 'key', message, expected: 'fewer or smaller patterns' }];
}

function checkRule({ matches }: RoutingRule, index: number): readonly Finding[] {
  const read = matches === undefined ? undefined : readPattern(matches);
  if (matches === undefined || read?.type !== 'fault') return [];
  const at = Array.from(matches.slice(0, read.offset)).length + 1;
  const path = ['spec', 'routing', 'rules', String(index), 'matches'];
  const message = `${path.join('.')} cannot be used: at character ${at}, ${read.what}.`;
  const expected = 'a regular expression without lookaround and back references';
  return [{ code: 'bad-format', path, at: 'value', message, expected }];
}

function checkModel({ timeout, baseUrl }: RoutingModel): readonly Finding[] {
  const found: Finding[] = [];
  const ms = parseDuration(timeout) ?? Infinity;
  if (ms < LEAST_MS || ms > MOST_MS) {
    const path = ['spec', 'routing', 'model', 'timeout'];
    const message = `${path.join('.')} is ${timeout}, and somebody is waiting meanwhile.`;
    found.push({ code: 'out-of-range', path, at: 'value', message, expected: 'from 100ms to 1m' });
  }
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) {
    const path = ['spec', 'routing', 'model', 'baseUrl'];
    const message = `${path.join('.')} is ${JSON.stringify(baseUrl)}, which is no URL.`;
    found.push({ code: 'bad-format', path, at: 'value', message, expected: 'an http or https URL' });
  }
  return found;
}
