// Tasks as spans of the trace that they were ordered in: it stands in their payload, so that it goes on in whichever process
// runs them.

import { failureOf, type SpanAttributes, type Tracer } from '../model/trace.ts';
import type { TaskKind, TaskRow } from '../store/tasks.ts';
import type { TaskContext, TaskHandler } from './handler.ts';

/** Spread into a task's payload. */
export interface Traced {
  readonly traceparent?: string;
}

/** Of what happens now. */
export function tracedNow(tracer: Tracer): Traced {
  const traceparent = tracer.current();
  return traceparent === undefined ? {} : { traceparent };
}

export const traceOf = ({ payload }: Pick<TaskRow, 'payload'>): string | undefined =>
  (payload as Traced | null | undefined)?.traceparent;

type Named = (task: TaskRow) => { readonly name: string; readonly attributes?: SpanAttributes };

/** Turns draw their spans themselves, for one may outlive several claims of its task. */
const spans: Readonly<Record<TaskKind, Named | 'own'>> = {
  turn: 'own',
  ask: 'own',
  build({ payload }) {
    const { kind, space, agent } = payload as { kind: string; space: string; agent?: string };
    return { name: `build ${kind}`, attributes: { 'raworc.space': space, 'raworc.agent': agent } };
  },
  publish: ({ key }) => ({ name: 'publish', attributes: { 'raworc.publication': key } }),
  delivery: ({ key }) => ({ name: 'delivery', attributes: { 'raworc.delivery': key } }),
  notify: ({ key }) => ({ name: 'notify', attributes: { 'raworc.notice': key } }),
  review: ({ key }) => ({ name: 'review', attributes: { 'raworc.review': key } }),
};

/** Looks again and again until it has come to its end: all the looks of one attempt are one span. */
const looksAgain: ReadonlySet<TaskKind> = new Set(['review']);

/** The same handler, whose runs are drawn where their task knows its trace. */
export function traceHandler(handler: TaskHandler, tracer: Tracer): TaskHandler {
  const { gaveUp } = handler;

  async function draw(task: TaskRow, context: TaskContext, { name, attributes }: ReturnType<Named>) {
    const isOne = looksAgain.has(task.kind);
    const span = tracer.start(name, {
      parent: traceOf(task),
      kind: 'consumer',
      attributes: { ...attributes, 'raworc.task.id': task.id, 'raworc.task.attempt': task.attempts },
      ...(isOne ? { key: `${task.id}/${task.attempts}`, at: task.createdAt } : {}),
    });
    try {
      const outcome = await span.run(() => handler.run(task, context));
      if (isOne && outcome.type === 'wait') return outcome;
      span.set({ 'raworc.task.outcome': outcome.type });
      span.end();
      return outcome;
    } catch (thrown) {
      // Whoever takes it next goes on with the span.
      if (!isOne || !context.signal.aborted) span.end({ error: failureOf(thrown) });
      throw thrown;
    }
  }

  return {
    ...handler,
    run(task, context) {
      const named = spans[task.kind];
      const parent = traceOf(task);
      if (named === 'own' || parent === undefined)
        return tracer.within(parent, () => handler.run(task, context));
      return draw(task, context, named(task));
    },
    ...(gaveUp === undefined
      ? {}
      : { gaveUp: (task, error) => tracer.within(traceOf(task), () => gaveUp(task, error)) }),
  };
}
