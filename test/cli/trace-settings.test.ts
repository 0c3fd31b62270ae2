import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { traceSettings } from '../../cli/settings/trace-settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const always = { sampler: 'parentbased_always_on', ratio: 1 } as const;

describe('settings of traces', () => {
  const read: readonly (readonly [why: string, env: Record<string, string>, expected: unknown])[] = [
    ['nothing is told where nobody is named', {}, undefined],
    ['an empty endpoint names nobody', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, undefined],
    ['all is told to the endpoint for everything', endpoint, always],
    [
      'and to the one for traces',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' },
      always,
    ],
    ['who switches the kit off means it', { ...endpoint, OTEL_SDK_DISABLED: 'true' }, undefined],
    ['no exporter is none', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [
      'a part of all traces',
      { ...endpoint, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      { sampler: 'parentbased_traceidratio', ratio: 0.25 },
    ],
  ];
  for (const [why, env, expected] of read) it(why, () => assert.deepEqual(traceSettings(env), expected));

  const refused: readonly (readonly [why: string, env: Record<string, string>])[] = [
    [
      'a protocol that is not spoken is said at once, and not when spans are missed',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    ],
    ['a sampler that nobody knows', { OTEL_TRACES_SAMPLER: 'sometimes' }],
    ['more than all traces', { OTEL_TRACES_SAMPLER_ARG: '2' }],
  ];
  for (const [why, env] of refused) {
    it(`refuses ${why}`, () =>
      assert.throws(() => traceSettings({ ...endpoint, ...env }), { code: 'SETTING_INVALID' }));
  }
});
