// One document to the resource that it declares, or to what is wrong with it and whom that concerns.

import type { DeclaredResource } from '../declaration.ts';
import type { Position, Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import type { Fault } from '../text/fault.ts';
import { nearest } from '../text/nearest.ts';
import { locateNearest } from '../text/place.ts';
import type { Locate } from '../text/place.ts';
import type { Source } from '../text/source.ts';
import type { ValidateDocument, ValidDocument } from '../validate/document.ts';
import { faultOf } from '../validate/finding.ts';
import { guessIdentity, identify, showIdentity } from '../validate/identity.ts';
import type { Identity } from '../validate/identity.ts';
import type { Value } from '../yaml/construct.ts';
import type { YamlDocument } from '../yaml/read.ts';
import { digestOf } from './digest.ts';
import { claimsToBeOurs } from './select.ts';

export interface DocumentContent {
  readonly resource?: DeclaredResource;
  readonly problems: readonly Problem[];
  readonly broken?: Identity;
}

/** Fills defaults into the document's value. */
export function readDocument(
  source: Source,
  document: YamlDocument,
  ours: boolean,
  validate: ValidateDocument,
): DocumentContent {
  if (document.type === 'broken') {
    const text = source.text.slice(document.span.start, document.span.end);
    if (!ours && !claimsToBeOurs(text)) return { problems: [] };
    const known = identify(document.value);
    const identity = showIdentity(known) === undefined ? guessIdentity(text) : known;
    const resource = showIdentity(identity);
    const problems = document.faults.map((fault) => problemOf(source, { ...fault, resource }));
    return { problems, broken: identity };
  }
  const { value, locate } = document;
  if (!isMapping(value)) {
    if (!ours) return { problems: [] };
    const { start, end } = locateNearest(locate, []).value;
    const message = 'This document is not a mapping, so it declares nothing.';
    const fault: Fault = {
      code: 'not-a-mapping',
      message,
      start,
      end,
      expected: 'apiVersion, kind, metadata, spec',
    };
    return { problems: [problemOf(source, fault)], broken: {} };
  }
  if (!isDeclaration(value, ours)) return { problems: [] };
  const identity = identify(value);
  const name = showIdentity(identity);
  const { document: valid, findings } = validate(value);
  const problems = findings.map((finding) => problemOf(source, faultOf(finding, locate, source.text, name)));
  return valid ? { resource: declare(valid, source, locate), problems } : { problems, broken: identity };
}

function declare(document: ValidDocument, source: Source, locate: Locate): DeclaredResource {
  const { labels, name } = document.metadata;
  const position = startOf(source, locate);
  const digest = digestOf(labels, document.spec);
  const { kind, spec, metadata } = document;
  const space = 'space' in metadata ? { space: metadata.space } : {};
  // The kinds differ in their specs alone; which belongs to which was checked by the kind's own schema.
  return { kind, ...space, name, labels, spec, digest, position } as DeclaredResource;
}

/** Where a document begins. */
export function startOf(source: Source, locate: Locate): Position {
  return source.positionAt(locateNearest(locate, []).value.start);
}

/** Outside of `spaces/` only what says so by its apiVersion, or nearly says so, is one. */
function isDeclaration(value: Readonly<Record<string, Value>>, ours: boolean): boolean {
  if (ours) return true;
  const { apiVersion } = value;
  if (typeof apiVersion !== 'string') return false;
  const group = apiVersion.split('/')[0] ?? '';
  return nearest(group, ['raworc.dev']) !== undefined;
}

function isMapping(value: Value): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
