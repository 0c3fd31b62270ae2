// The text of a raworc.json to a manifest with its defaults, or to what is wrong with it.

import { readJson } from '../json/read.ts';
import { schemaOf } from '../kinds/kinds.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import { createSource } from '../text/source.ts';
import { LIMITS } from '../yaml/limits.ts';
import { tooLarge } from '../yaml/read.ts';
import { checkNames } from './agent-checks.ts';
import { compile } from './compile.ts';
import type { Check } from './compile.ts';
import { explain } from './explain.ts';
import { faultOf } from './finding.ts';
import type { Finding } from './finding.ts';
import { checkCall, fillManifest, unknownFields } from './manifest-rules.ts';

export type ManifestResult =
  | { readonly type: 'valid'; readonly manifest: Manifest; readonly warnings: readonly Problem[] }
  | { readonly type: 'invalid'; readonly problems: readonly Problem[] };

let compiled: Check | undefined;

/** What a value is as a manifest; without one where a finding is an error. */
export interface JudgedManifest {
  readonly manifest?: Manifest;
  readonly findings: readonly Finding[];
}

/** `file` only names the text in problems. Never throws for what the text holds. */
export function validateManifest(file: string, text: string): ManifestResult {
  return readManifest(file, text, judgeManifest);
}

/** The same for whatever file says it: `judge` makes a manifest of its value. */
export function readManifest(
  file: string,
  text: string,
  judge: (value: unknown) => JudgedManifest,
): ManifestResult {
  const source = createSource(file, text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (text.length > LIMITS.fileSize)
    return { type: 'invalid', problems: [problemOf(source, tooLarge(LIMITS))] };
  const read = readJson(source);
  if (read.type === 'broken') {
    return { type: 'invalid', problems: read.faults.map((fault) => problemOf(source, fault)) };
  }
  const { manifest, findings } = judge(read.value);
  const problems = findings.map((finding) => problemOf(source, faultOf(finding, read.locate, source.text)));
  return manifest ? { type: 'valid', manifest, warnings: problems } : { type: 'invalid', problems };
}

export function judgeManifest(value: unknown): JudgedManifest {
  compiled ??= compile(schemaOf('Manifest'));
  const written = isObject(value) ? value : undefined;
  const filled = written ? fillManifest(written) : value;
  const unknown = written ? unknownFields(written) : [];
  const errors = compiled(filled);
  if (errors.length > 0) return { findings: [...explain(errors), ...unknown] };
  const manifest = filled as Manifest;
  const findings = [...checkCall(manifest), ...checkNames(manifest.env, manifest.secrets, []), ...unknown];
  return findings.some(({ severity }) => severity !== 'warning') ? { findings } : { manifest, findings };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
