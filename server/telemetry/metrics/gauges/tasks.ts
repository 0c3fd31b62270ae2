// What waits for somebody to do it, and what is being done.

import { gaugesOf, type MakeGauges } from './gauge.ts';

export const taskGauges: MakeGauges = (registry, { store }) => {
  const gauge = gaugesOf(registry);
  const due = gauge('raworc_tasks_due', 'Tasks that could run and wait for a place.', ['kind']);
  const running = gauge('raworc_tasks_running', 'Tasks that a process holds.', ['kind']);
  const age = gauge('raworc_tasks_oldest_due_seconds', 'How long the oldest waiting task is due.', ['kind']);

  return async ({ now }) => {
    const backlog = await store.tasks.backlog(now);
    for (const each of [due, running, age]) each.reset();
    for (const { kind, due: waiting, oldestDueAt, running: held } of backlog) {
      due.set({ kind }, waiting);
      running.set({ kind }, held);
      age.set({ kind }, oldestDueAt === null ? 0 : Math.max(0, now - oldestDueAt) / 1000);
    }
  };
};
