// Tasks as spans: a kind that looks again and again is one span, and what is done for a task belongs to its trace.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { TaskId } from '../../../state/model/ids.ts';
import { noTracer, type SpanStart, type Tracer } from '../../../state/model/trace.ts';
import type { TaskKind, TaskRow } from '../../../state/store/tasks.ts';
import type { TaskHandler } from '../../../state/tasks/handler.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import { traceHandler } from '../../../state/tasks/trace-tasks.ts';
import { aTask } from '../../support/rows.ts';

const traceparent = '00-order';

interface Told {
  readonly name: string;
  readonly key: string | undefined;
  readonly at: number | undefined;
  readonly error: string | undefined;
}

describe('tasks as spans', () => {
  let told: Told[];
  let within: (string | undefined)[];
  let tracer: Tracer;
  beforeEach(() => {
    told = [];
    within = [];
    tracer = {
      ...noTracer,
      start: (name: string, { key, at }: SpanStart = {}) => ({
        traceparent,
        set() {},
        run: (work) => work(),
        end: ({ error } = {}) => void told.push({ name, key, at, error: error?.code }),
      }),
      within(parent, work) {
        within.push(parent);
        return work();
      },
    };
  });

  const taskOf = (kind: TaskKind, fields: Partial<TaskRow> = {}): TaskRow =>
    ({
      ...aTask({ id: 'task-1' as TaskId, kind, payload: { traceparent }, createdAt: 7 }),
      attempts: 1,
      ...fields,
    }) as TaskRow;
  const handlerOf = (run: TaskHandler['run'], gaveUp?: TaskHandler['gaveUp']): TaskHandler =>
    traceHandler({ concurrency: 1, leaseMs: 1, run, ...(gaveUp === undefined ? {} : { gaveUp }) }, tracer);
  const claim = { id: 'task-1', owner: 'me', epoch: 1 } as unknown as Parameters<
    TaskHandler['run']
  >[1]['claim'];
  const running = { signal: new AbortController().signal, claim };
  const answering = (...outcomes: readonly TaskOutcome[]): TaskHandler => {
    const left = [...outcomes];
    return handlerOf(async () => left.shift() ?? assert.fail('it is run too often'));
  };
  const wait: TaskOutcome = { type: 'wait', until: 9 };

  it('a review that looks again until all is as merged is told once, from when it was asked for', async () => {
    const handler = answering(wait, wait, { type: 'done' });
    const task = taskOf('review');
    for (let looks = 0; looks < 3; looks += 1) await handler.run(task, running);
    assert.deepEqual(told, [{ name: 'review', key: 'task-1/1', at: 7, error: undefined }]);
  });

  it('one that fails is told so, and its next attempt for itself', async () => {
    const failing = handlerOf(async () => {
      throw Object.assign(new Error('GitHub is away.'), { code: 'GITHUB_AWAY' });
    });
    await assert.rejects(async () => failing.run(taskOf('review'), running));
    await answering({ type: 'done' }).run(taskOf('review', { attempts: 2 }), running);
    assert.deepEqual(
      told.map(({ key, error }) => [key, error]),
      [
        ['task-1/1', 'GITHUB_AWAY'],
        ['task-1/2', undefined],
      ],
    );
  });

  it('one that another process takes over is told by that one alone', async () => {
    const lost = handlerOf(async () => {
      throw new Error('It is lost.');
    });
    await assert.rejects(async () => lost.run(taskOf('review'), { signal: AbortSignal.abort(), claim }));
    assert.deepEqual(told, []);
  });

  it('other kinds are told run by run, where somebody ordered them in a trace', async () => {
    const handler = answering(wait, { type: 'done' }, { type: 'done' });
    const task = taskOf('publish');
    await handler.run(task, running);
    await handler.run(task, running);
    assert.deepEqual(
      told.map(({ name, key }) => [name, key]),
      [
        ['publish', undefined],
        ['publish', undefined],
      ],
    );
    await handler.run(taskOf('publish', { payload: null }), running);
    assert.equal(told.length, 2);
  });

  it('what is said of a task that is given up belongs to the trace that it was ordered in', async () => {
    const said: string[] = [];
    const handler = handlerOf(
      async () => ({ type: 'done' }),
      async (_, error) => void said.push(error),
    );
    await handler.gaveUp?.(taskOf('review'), 'too often');
    assert.deepEqual(said, ['too often']);
    assert.deepEqual(within, [traceparent]);
  });
});
