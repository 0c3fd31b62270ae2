// Which of the engine's runtimes gives an isolation. One that it doesn't list is refused: isolation fails closed.

import type { Isolation } from './engine.ts';
import { EngineError } from './errors.ts';

const RUNTIMES: Record<Isolation, readonly string[]> = {
  runc: ['runc', 'io.containerd.runc.v2'],
  runsc: ['runsc', 'io.containerd.runsc.v1'],
  kata: ['kata', 'kata-runtime', 'kata-qemu', 'io.containerd.kata.v2'],
};

export function runtimeFor(isolation: Isolation, offered: readonly string[]): string {
  const runtime = RUNTIMES[isolation].find((name) => offered.includes(name));
  if (runtime !== undefined) return runtime;
  const message = `The engine does not offer the isolation "${isolation}"; it has ${offered.join(', ') || 'none'}.`;
  throw new EngineError('ISOLATION_UNAVAILABLE', message, { details: { isolation, offered } });
}
