// What is kept of payloads: variations of the published ones, and all of them with wrong things in every field.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Hint, readHint } from '../../../webhook/receiver/hint.ts';
import { type Example, publishedExamples } from './examples.ts';
import { createReceiverWorld, type ReceiverWorld } from './receiver-world.ts';
import { pushTo } from './signed.ts';

type Fields = Record<string, unknown>;

const examples = publishedExamples();

function example(event: string, action?: string): Fields {
  const found = examples.find((one) => one.event === event && one.action === action);
  assert.ok(found, `${event} ${action}`);
  return structuredClone(found.payload) as Fields;
}

function hintOf(event: string, payload: unknown): Hint {
  const read = readHint(event, payload);
  assert.ok(read.type === 'hint', read.type === 'wrong' ? read.problem : '');
  return read.hint;
}

const nothing: Hint = { type: 'nothing', because: 'no-change' };
const repo = 'Codertocat/Hello-World';

describe('the hint', () => {
  it('of a push says where GitHub lists only some of the commits, because then anything may have changed', () => {
    const push = example('push');
    const isLarge = (fields: Fields) => {
      const hint = hintOf('push', { ...push, ...fields });
      return hint.type === 'push' && hint.isLarge;
    };
    const commits = (count: number) => Array.from({ length: count }, () => ({ id: '1'.repeat(40) }));
    assert.equal(isLarge({ commits: commits(2047) }), false);
    assert.equal(isLarge({ commits: commits(2048) }), true);
    assert.equal(isLarge({ size: 2049 }), true);
    assert.equal(isLarge({ size: 3, distinct_size: 2049 }), true);
  });

  it('of an edited pull request is one only where its base is another, because its title is no plan', () => {
    const opened = example('pull_request', 'opened');
    const edited = (changes: unknown) => hintOf('pull_request', { ...opened, action: 'edited', changes });
    assert.deepEqual(edited({ base: { ref: { from: 'main' } } }), { type: 'pull', repo, number: 2 });
    assert.deepEqual(edited({ title: { from: 'Old' } }), nothing);
    assert.deepEqual(edited(undefined), nothing);
  });

  it('of a merged pull request is that of a closed one, because GitHub says what became of it', () => {
    const closed = example('pull_request', 'closed');
    const merged = { ...closed, pull_request: { ...(closed['pull_request'] as object), merged: true } };
    assert.deepEqual(hintOf('pull_request', merged), { type: 'pull', repo, number: 2 });
  });

  it('of a comment is a command only where a new one under a pull request begins a line with it, because our own comments come by here too', () => {
    const created = example('issue_comment', 'created');
    const said = (body: unknown, isPull = true, action = 'created') => {
      const issue = { ...(created['issue'] as object), ...(isPull ? { pull_request: { url: 'x' } } : {}) };
      const comment = { ...(created['comment'] as object), body };
      return hintOf('issue_comment', { ...created, action, issue, comment });
    };
    const command: Hint = { type: 'command', repo, number: 1, comment: 492700400 };
    assert.deepEqual(said('/raworc plan'), command);
    assert.deepEqual(said('Once more, please.\r\n\r\n  /raworc plan\r\n'), command);
    assert.deepEqual(said('/raworc'), command);
    for (const body of ['Say `/raworc plan`', '/raworcs', 'plan', '', null])
      assert.deepEqual(said(body), nothing);
    assert.deepEqual(said('/raworc plan', false), nothing);
    assert.deepEqual(said('/raworc plan', true, 'edited'), nothing);
  });

  it('of a merge queue is one while it asks for checks, because what it destroyed is gone', () => {
    const group = example('merge_group', 'checks_requested');
    assert.equal(hintOf('merge_group', group).type, 'merge-group');
    assert.deepEqual(hintOf('merge_group', { ...group, action: 'destroyed' }), nothing);
  });

  it('of a re-requested suite names its pull requests, at most 100, because the rest is found by looking', () => {
    const suite = example('check_suite', 'rerequested');
    const pulls = Array.from({ length: 300 }, (_, at) => ({ number: at + 1 }));
    const inside = suite['check_suite'] as Fields;
    const hint = hintOf('check_suite', { ...suite, check_suite: { ...inside, pull_requests: pulls } });
    assert.ok(hint.type === 'check');
    assert.equal(hint.pulls.length, 100);
  });
});

/** What is read of each event, where it is read at all; everything else may hold anything. */
const readPaths: Readonly<Record<string, readonly string[]>> = {
  push: ['repository.full_name', 'repository.default_branch', 'ref', 'commits', 'size', 'distinct_size'],
  pull_request: ['repository.full_name', 'pull_request.number', 'action', 'changes.base'],
  pull_request_review: ['repository.full_name', 'pull_request.number', 'action'],
  membership: ['action'],
  organization: ['action'],
  team: ['action'],
  merge_group: ['repository.full_name', 'merge_group.head_sha', 'action'],
  check_run: ['repository.full_name', 'check_run.head_sha', 'check_run.pull_requests', 'action'],
  check_suite: ['repository.full_name', 'check_suite.head_sha', 'check_suite.pull_requests', 'action'],
  issue_comment: [
    'repository.full_name',
    'issue.number',
    'issue.pull_request',
    'comment.id',
    'comment.body',
    'action',
  ],
};

const wrongValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  'x',
  '\u0000',
  'x'.repeat(5000),
  '__proto__',
  [],
  [[]],
  [null],
  {},
  { length: 3 },
];

interface Place {
  readonly path: string;
  readonly holder: Record<string | number, unknown>;
  readonly name: string | number;
}

function* placesIn(value: unknown, path = ''): Generator<Place> {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string | number, unknown>;
  const names = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const name of names) {
    const here = path === '' ? String(name) : `${path}.${name}`;
    yield { path: here, holder, name };
    yield* placesIn(holder[name], here);
  }
}

const touches = (path: string, read: string) =>
  path === read || read.startsWith(`${path}.`) || path.startsWith(`${read}.`);

/** The hint holds nothing but what its type says. */
function assertSound(hint: Hint): void {
  for (const [name, value] of Object.entries(hint)) {
    if (name === 'number' || name === 'comment') assert.ok(Number.isSafeInteger(value) && Number(value) > 0);
    else if (name === 'pulls')
      assert.ok((value as number[]).every((pull) => Number.isSafeInteger(pull) && pull > 0));
    else if (name === 'repo') assert.match(String(value), /^[\w.-]+\/[\w.-]+$/);
    else if (name === 'ref') assert.match(String(value), /^refs\/(heads|tags)\/./);
    else if (name === 'commit') assert.match(String(value), /^[0-9a-f]{40}$/);
    else if (name === 'isLarge') assert.equal(typeof value, 'boolean');
    else if (name === 'defaultBranch') assert.ok(value === null || typeof value === 'string');
    else assert.ok(name === 'type' || name === 'because', name);
  }
}

/** The first of each kind of hint that an event has: others only repeat it. */
function telling(): readonly Example[] {
  const seen = new Set<string>();
  return examples.filter(({ event, action, payload }) => {
    const kind = `${event} ${action} ${hintOf(event, payload).type}`;
    return !seen.has(kind) && seen.add(kind);
  });
}

describe('payloads with something wrong in any field', () => {
  it('make no hint that is unsound and change none that does not speak of it, because a field is read or it is not', () => {
    let tried = 0;
    let refused = 0;
    for (const { event, payload } of examples) {
      const copy = structuredClone(payload);
      const right = hintOf(event, copy);
      const paths = readPaths[event] ?? [];
      for (const { path, holder, name } of placesIn(copy)) {
        const before = holder[name];
        const isRead = paths.some((read) => touches(path, read));
        for (const value of isRead ? wrongValues : wrongValues.slice(0, 3)) {
          holder[name] = value;
          tried += 1;
          const read = readHint(event, copy);
          if (read.type === 'wrong') {
            refused += 1;
            assert.ok(isRead, `${event}: ${path} is not read, and is called wrong: ${read.problem}`);
          } else {
            assertSound(read.hint);
            if (!isRead) assert.deepEqual(read.hint, right, `${event}: ${path}`);
          }
        }
        holder[name] = before;
      }
    }
    assert.ok(tried > 100_000 && refused > 2_000, `${tried} tried, ${refused} refused`);
  });

  let world: ReceiverWorld;
  before(async () => {
    world = await createReceiverWorld({ config: { location: `github.com/${repo}` } });
  });
  after(() => world.end());

  it('are answered 202 or 400 when they are signed, because nothing of them may end the process', async () => {
    const answers = new Map<string, number>();
    let at = 0;
    for (const { event, payload } of telling()) {
      const paths = readPaths[event];
      if (paths === undefined) continue;
      const copy = structuredClone(payload);
      const places = [...placesIn(copy)].filter(({ path }) =>
        paths.some((read) => path === read || read.startsWith(`${path}.`)),
      );
      for (const { path, holder, name } of places) {
        const before = holder[name];
        for (const value of wrongValues) {
          holder[name] = value;
          const id = `wrong-${(at += 1)}`;
          const { status, answer } = await world.deliver({ event, body: JSON.stringify(copy), id });
          const told = `${status} ${answer.error?.code ?? ''}`.trim();
          assert.ok(['202', '200', '400 WEBHOOK_SHAPE'].includes(told), `${event}: ${path}: ${told}`);
          answers.set(told, (answers.get(told) ?? 0) + 1);
        }
        holder[name] = before;
      }
      await world.work();
    }
    assert.ok((answers.get('400 WEBHOOK_SHAPE') ?? 0) > 300, JSON.stringify([...answers]));
    const alive = await world.deliver({ event: 'push', body: pushTo(repo) });
    assert.equal(alive.status, 202);
  });
});
