// What looking at 200 sessions costs: the runtime's CPU and their supervisors', as a part of one core. Real supervisors on this
// machine, asked through the real link; each is asked much more often than usual, and the time is counted for the usual pace.

import { readFileSync } from 'node:fs';
import { SAMPLE_MS } from '../../../runtime/sessions/usage/sampler.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { TALKER } from '../../../test/support/sessions/talker.ts';
import { createWorld } from '../../../test/scenarios/sessions/world.ts';
import type { Figure } from '../figure.ts';

const SESSIONS = 50;
const LOOKS = 30;
const COUNTED_FOR = 200;
/** Of `/proc/{pid}/stat`, as Linux has it everywhere. */
const MS_PER_TICK = 10;

/** CPU time of all children of this process. */
function childrenMs(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  let ticks = 0;
  for (const pid of children) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * MS_PER_TICK;
}

export async function measureSampling(): Promise<readonly Figure[]> {
  const world = await createWorld();
  try {
    await world.agent('a', TALKER);
    const row = await world.store.spaces.get(world.space);
    const spec = row?.spec as SpaceSpec | undefined;
    const sessions = { ...spec?.sessions, max: SESSIONS };
    await world.store.spaces.update(world.space, { spec: { ...spec, sessions } }, Date.now());
    const instance = await world.start({ samplePeriodMs: 0 });
    for (let count = 0; count < SESSIONS; count += 1) {
      const { id } = await instance.sessions.create({ space: world.space, agent: 'a', by: 'bench' });
      await instance.sessions.waitState(id, ['idle'], { timeoutMs: 60_000 });
    }
    const { sampler } = instance.runtime;
    for (let count = 0; count < 5; count += 1) await sampler.step();
    const [own, theirs] = [process.cpuUsage(), childrenMs()];
    for (let count = 0; count < LOOKS; count += 1) await sampler.step();
    const { user, system } = process.cpuUsage(own);
    const looks = SESSIONS * LOOKS;
    const percent = (ms: number): number => ((ms / looks) * COUNTED_FOR * 100) / SAMPLE_MS;
    const what = `looking at ${COUNTED_FOR} sessions that work`;
    return [
      {
        what: `${what}: the runtime, of one core`,
        result: percent((user + system) / 1000),
        unit: '%',
        goal: 5,
      },
      { what: `${what}: all supervisors, of one core`, result: percent(childrenMs() - theirs), unit: '%' },
    ];
  } finally {
    await world.end();
  }
}
