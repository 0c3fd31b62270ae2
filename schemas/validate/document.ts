// One document against the schema of its kind: a resource with its defaults, or what is wrong with it.

import type { LabelMap } from '../declaration.ts';
import type { AgentSpec } from '../kinds/agent.ts';
import { type Kind, KINDS, schemaOf } from '../kinds/kinds.ts';
import { API_VERSION } from '../kinds/metadata.ts';
import type { RoleBindingSpec } from '../kinds/role-binding.ts';
import type { RoleSpec } from '../kinds/role.ts';
import type { SecretSpec } from '../kinds/secret.ts';
import type { SpaceSpec } from '../kinds/space.ts';
import { nearest } from '../text/nearest.ts';
import { checkAgent } from './agent-checks.ts';
import { compile } from './compile.ts';
import { nameOfValue } from './describe.ts';
import { explain } from './explain.ts';
import type { Finding } from './finding.ts';
import { checkRole } from './policy-checks.ts';
import { checkSpace } from './space-checks.ts';

export type ValidDocument =
  | { readonly kind: 'Space'; readonly metadata: Metadata; readonly spec: SpaceSpec }
  | { readonly kind: 'Agent'; readonly metadata: MetadataInSpace; readonly spec: AgentSpec }
  | { readonly kind: 'Secret'; readonly metadata: MetadataInSpace; readonly spec: SecretSpec }
  | { readonly kind: 'Role'; readonly metadata: Metadata; readonly spec: RoleSpec }
  | { readonly kind: 'RoleBinding'; readonly metadata: Metadata; readonly spec: RoleBindingSpec };

interface Metadata {
  readonly name: string;
  readonly labels: LabelMap;
}

interface MetadataInSpace extends Metadata {
  readonly space: string;
}

export interface Validated {
  /** Absent where a finding is an error. */
  readonly document?: ValidDocument;
  readonly findings: readonly Finding[];
}

/** Fills defaults into the value it is given. */
export type ValidateDocument = (value: Readonly<Record<string, unknown>>) => Validated;

/** Compiles the schemas: some 20 ms. The returned function is pure but for filling in defaults. */
export function createDocumentValidator(): ValidateDocument {
  const compiled = new Map<Kind, ReturnType<typeof compile>>(
    KINDS.map((kind) => [kind, compile(schemaOf(kind))]),
  );

  return (value) => {
    const kind = KINDS.find((each) => each === value['kind']);
    if (value['apiVersion'] !== API_VERSION) return { findings: [wrongVersion(value['apiVersion'])] };
    if (kind === undefined) return { findings: [wrongKind(value['kind'])] };
    const errors = compiled.get(kind)?.(value) ?? [];
    if (errors.length > 0) return { findings: explain(errors) };
    const document = value as unknown as ValidDocument;
    const findings = check(document);
    return findings.some(({ severity }) => severity !== 'warning') ? { findings } : { document, findings };
  };
}

function check(document: ValidDocument): readonly Finding[] {
  switch (document.kind) {
    case 'Space':
      return checkSpace(document.spec);
    case 'Agent':
      return checkAgent(document.spec);
    case 'Role':
      return checkRole(document.metadata.name);
    case 'RoleBinding':
    case 'Secret':
      return [];
    default:
      return document satisfies never;
  }
}

function wrongVersion(value: unknown): Finding {
  if (value === undefined) return missing('apiVersion', API_VERSION);
  const message = `This version of Raworc does not know the apiVersion ${nameOfValue(value)}.`;
  return {
    code: 'unknown-api-version',
    path: ['apiVersion'],
    at: 'value',
    message,
    expected: API_VERSION,
    suggestion: API_VERSION,
  };
}

function wrongKind(value: unknown): Finding {
  const expected = `one of ${KINDS.join(', ')}`;
  if (value === undefined) return missing('kind', expected);
  const suggestion = typeof value === 'string' ? nearest(value, KINDS) : undefined;
  const message = `There is no kind ${nameOfValue(value)}.`;
  return { code: 'unknown-kind', path: ['kind'], at: 'value', message, expected, suggestion };
}

function missing(field: string, expected: string): Finding {
  return {
    code: 'missing-field',
    path: [],
    at: 'key',
    message: `The field "${field}" is missing.`,
    expected,
  };
}
