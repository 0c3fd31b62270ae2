// What an Agent's schema cannot say: version ranges, names that the runtime itself uses, and when schedules run.

import { validRange } from 'semver';

import type { AgentSpec } from '../kinds/agent.ts';
import type { Finding } from './finding.ts';
import { checkSchedules } from './schedule-checks.ts';

/** Variables with this beginning are the runtime's own, in every worker. */
const RESERVED = 'RAWORC_';

/** For a spec that its schema accepts. */
export function checkAgent(spec: AgentSpec): readonly Finding[] {
  return [
    ...checkRange(spec),
    ...checkNames(spec.env, spec.secrets, ['spec']),
    ...checkSchedules(spec.schedules),
  ];
}

function checkRange(spec: AgentSpec): readonly Finding[] {
  const { semver } = spec.source;
  if (semver === undefined || validRange(semver) !== null) return [];
  const message = `spec.source.semver is ${JSON.stringify(semver)}, which is no range of versions.`;
  const expected = 'a range such as ^1.2, ~3.1 or >=2 <4';
  return [{ code: 'bad-format', path: ['spec', 'source', 'semver'], at: 'value', message, expected }];
}

/** Of what `env`, `secrets` and whoever else names a secret of the space may not be called. */
export function reservedName(name: string, path: readonly string[], at: 'key' | 'value'): readonly Finding[] {
  if (!name.startsWith(RESERVED)) return [];
  const message = `${name} cannot be set: names that begin with ${RESERVED} belong to the runtime.`;
  return [{ code: 'not-allowed', path, at, message, expected: 'another name' }];
}

/** Also used for manifests, which have the same two fields. */
export function checkNames(
  env: Readonly<Record<string, string>>,
  secrets: readonly string[],
  path: readonly string[],
): readonly Finding[] {
  const doubled = (name: string, at: readonly string[]): readonly Finding[] =>
    Object.hasOwn(env, name)
      ? [
          {
            code: 'suspicious-value',
            severity: 'warning',
            path: at,
            at: 'value',
            message: `${name} is also set in env; the secret wins.`,
            expected: 'one of the two',
          },
        ]
      : [];
  return [
    ...Object.keys(env).flatMap((name) => reservedName(name, [...path, 'env', name], 'key')),
    ...secrets.flatMap((name, index) => {
      const at = [...path, 'secrets', String(index)];
      return [...reservedName(name, at, 'value'), ...doubled(name, at)];
    }),
  ];
}
