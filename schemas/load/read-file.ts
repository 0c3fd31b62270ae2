// One file to the resources that it declares and the problems that it has, whatever other files say.

import type { DeclaredResource } from '../declaration.ts';
import type { Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import type { Fault } from '../text/fault.ts';
import { createSource } from '../text/source.ts';
import type { Source } from '../text/source.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { ValidateDocument } from '../validate/document.ts';
import type { Identity } from '../validate/identity.ts';
import { LIMITS } from '../yaml/limits.ts';
import { readYaml, tooLarge } from '../yaml/read.ts';
import { readDocument } from './read-document.ts';
import { claimsToBeOurs, mentionsUs } from './select.ts';

export interface FileContent {
  readonly resources: readonly DeclaredResource[];
  readonly problems: readonly Problem[];
  /** One for each document that is not among the resources though it should be; empty where nobody can tell whose. */
  readonly broken: readonly Identity[];
}

const NOTHING: FileContent = { resources: [], problems: [], broken: [] };
const MOST_PROBLEMS = 50;

/** `ours`: every document is meant to declare something. */
export function readFile(
  file: string,
  content: string | Uint8Array,
  ours: boolean,
  validate: ValidateDocument,
): FileContent {
  const text = textOf(file, content, ours);
  if (typeof text !== 'string') return text;
  if (!ours && !mentionsUs(text)) return NOTHING;
  const source = createSource(file, text);
  const read = readYaml(source);
  if (read.type === 'refused') return ours || claimsToBeOurs(text) ? refused(source, read.fault) : NOTHING;

  const resources: DeclaredResource[] = [];
  const problems: Problem[] = [];
  const broken: Identity[] = [];
  for (const document of read.documents) {
    const result = readDocument(source, document, ours, validate);
    if (result.resource) resources.push(result.resource);
    if (result.broken) broken.push(result.broken);
    for (const problem of result.problems) if (problems.length < MOST_PROBLEMS) problems.push(problem);
  }
  return { resources, problems, broken };
}

function textOf(file: string, content: string | Uint8Array, ours: boolean): string | FileContent {
  if (typeof content === 'string') return content.startsWith('\uFEFF') ? content.slice(1) : content;
  if (content.byteLength > LIMITS.fileSize) {
    const start = decodeUtf8(content.subarray(0, LIMITS.fileSize)).text;
    return ours || claimsToBeOurs(start) ? refused(createSource(file, start), tooLarge(LIMITS)) : NOTHING;
  }
  const decoded = decodeUtf8(content);
  if (decoded.type === 'text') return decoded.text;
  if (!ours && !claimsToBeOurs(decoded.text)) return NOTHING;
  const { offset, text } = decoded;
  const message = 'This file is not UTF-8: the bytes here stand for no character.';
  const fault: Fault = { code: 'invalid-utf8', message, start: offset, end: offset + 1, expected: 'UTF-8' };
  return refused(createSource(file, text), fault);
}

function refused(source: Source, fault: Fault): FileContent {
  return { resources: [], problems: [problemOf(source, fault)], broken: [{}] };
}
