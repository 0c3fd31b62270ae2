// What `/ready` answers: whether the store and the engine do.

import type { Engine } from '../../runtime/containers/engine.ts';
import type { Readiness } from '../../server/api/routes/health.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { Store } from '../../state/store/store.ts';

const patienceMs = 3000;

type Part = Readiness['parts'][string];

async function look(work: Promise<unknown>): Promise<Part> {
  try {
    await work;
    return { ok: true };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

export function createReadiness(deps: {
  readonly store: Pick<Store, 'ping'>;
  readonly engine: Pick<Engine, 'info'>;
}): () => Promise<Readiness> {
  return async () => {
    const [store, engine] = await Promise.all([
      look(deps.store.ping()),
      look(deps.engine.info({ signal: AbortSignal.timeout(patienceMs) })),
    ]);
    return { ready: store.ok && engine.ok, parts: { store, engine } };
  };
}
