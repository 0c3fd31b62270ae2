// Metrics as Prometheus reads them: what the parts say as they work is counted here, what stands in the store is looked up
// when somebody asks.

import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Meter } from '../../../state/model/measurement.ts';
import { createMeter } from './count.ts';
import { createFewSpaces } from './few-labels.ts';
import { createGauges } from './gauges/create-gauges.ts';
import type { GaugeDeps } from './gauges/gauge.ts';
import { createInstruments } from './instruments.ts';

export interface Metrics {
  readonly meter: Meter;
  /** Adds what is looked up in the store, as soon as there is one. Once. */
  lookUpIn(deps: Omit<GaugeDeps, 'spaces'>): void;
  readonly contentType: string;
  /** Every metric in Prometheus' text format. Throws what the store throws. */
  render(): Promise<string>;
}

/** Gauges that are called like counters; each is told by type under its right name, too. */
const misnamed = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/** Has a registry of its own, so that several servers in one process don't count for each other. */
export function createMetrics({ version }: { readonly version: string }): Metrics {
  const registry = new Registry();
  const spaces = createFewSpaces();
  // Event loop, heap, garbage collection, file descriptors.
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const info = new Gauge({
    name: 'raworc_build_info',
    help: 'Always 1; the version is in the label.',
    labelNames: ['version'],
    registers: [registry],
  });
  info.set({ version }, 1);
  let lookUp: (() => Promise<void>) | undefined;
  let underWay: Promise<string> | undefined;

  async function render(): Promise<string> {
    await lookUp?.();
    return registry.metrics();
  }

  return {
    meter: createMeter(createInstruments(registry), spaces),
    lookUpIn(deps) {
      lookUp = createGauges(registry, { ...deps, spaces });
    },
    contentType: registry.contentType,
    render() {
      // Several that ask at once get the same answer: gauges that are being set must not be set anew.
      underWay ??= render().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}
