// The digest by which a resource is compared with what was applied before.

import { hash } from 'node:crypto';

import type { LabelMap } from '../declaration.ts';
import { canonicalJson } from './canonical.ts';

/** sha256, hex. The same for any order of fields, and for a default that is written out or left out. */
export function digestOf(labels: LabelMap, spec: unknown): string {
  return hash('sha256', canonicalJson({ labels, spec }));
}
