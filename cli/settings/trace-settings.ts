// Whether and how traces are told, by OpenTelemetry's own variables: those that its kit for Node.js leaves to whoever uses
// it. Pure.

import { type SamplerName, samplers, type TraceSettings } from '../../server/telemetry/traces/sampler.ts';
import { settingError } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where nobody is named who takes traces. Empty counts as not set. Throws `SETTING_INVALID`. */
export function traceSettings(env: Environment): TraceSettings | undefined {
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  const specific = given('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if ((specific ?? given('OTEL_EXPORTER_OTLP_ENDPOINT')) === undefined) return undefined;
  if (given('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  if (given('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  requireProtocol(given);
  return {
    sampler: samplerOf(given('OTEL_TRACES_SAMPLER')),
    ratio: ratioOf(given('OTEL_TRACES_SAMPLER_ARG')),
  };
}

type Given = (name: string) => string | undefined;

function requireProtocol(given: Given): void {
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = given(name);
    if (protocol === undefined) continue;
    if (protocol === 'http/protobuf') return;
    const hint = 'Traces are sent by http/protobuf, at most collectors on port 4318.';
    throw settingError(name, `${JSON.stringify(protocol)} is not spoken here`, hint);
  }
}

function samplerOf(text = 'parentbased_always_on'): SamplerName {
  const sampler = samplers.find((known) => known === text);
  if (sampler !== undefined) return sampler;
  throw settingError(
    'OTEL_TRACES_SAMPLER',
    `${JSON.stringify(text)} is no sampler`,
    `Samplers are: ${samplers.join(', ')}.`,
  );
}

function ratioOf(text = '1'): number {
  const ratio = Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw settingError(
    'OTEL_TRACES_SAMPLER_ARG',
    `${JSON.stringify(text)} is no part of 1`,
    'Give a number from 0 to 1.',
  );
}
