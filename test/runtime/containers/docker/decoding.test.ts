// What the engine sends, decoded: framed streams, lines of JSON, BuildKit's traces, events. By tables, no engine.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { createBuildLog } from '../../../../runtime/containers/docker/build-log.ts';
import { decodeBuildTrace } from '../../../../runtime/containers/docker/build-trace.ts';
import { createDemultiplexer } from '../../../../runtime/containers/docker/demultiplex.ts';
import { decodeEvent } from '../../../../runtime/containers/docker/event-decoding.ts';
import { jsonLines } from '../../../../runtime/containers/docker/json-lines.ts';
import { labelInstruction, splitReference } from '../../../../runtime/containers/docker/reference.ts';
import type { BuildLogLine } from '../../../../runtime/containers/engine.ts';

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

describe('the demultiplexer', () => {
  const bytes = Buffer.concat([frame(1, 'one'), frame(2, 'two'), frame(1, ''), frame(1, 'three')]);

  it('gives the same streams however the bytes were cut, for sockets cut anywhere', () => {
    for (let size = 1; size <= bytes.length; size += 1) {
      const got = { output: '', errors: '' };
      const feed = createDemultiplexer((stream, part) => {
        got[stream] += part.toString();
        return true;
      });
      for (let at = 0; at < bytes.length; at += size) assert.equal(feed(bytes.subarray(at, at + size)), true);
      assert.deepEqual(got, { output: 'onethree', errors: 'two' }, `cut into ${size}`);
    }
  });

  it('says that a reader is full though a later part of the same bytes was wanted', () => {
    const feed = createDemultiplexer((stream) => stream === 'errors');
    assert.equal(feed(Buffer.concat([frame(1, 'full'), frame(2, 'not')])), false);
  });
});

describe('lines of JSON', () => {
  it('are put together from any pieces, a character cut in two and a last line without newline included', async () => {
    const text = Buffer.from('{"a":"ü"}\r\n\n{"b":2}');
    for (let cut = 1; cut < text.length; cut += 1) {
      const pieces = Readable.from([text.subarray(0, cut), text.subarray(cut)]);
      const got: unknown[] = [];
      for await (const value of jsonLines(pieces)) got.push(value);
      assert.deepEqual(got, [{ a: 'ü' }, { b: 2 }]);
    }
  });
});

// Recorded from an engine: a cached step, one that starts, what it prints, and its end.
const TRACES = {
  running:
    'CvsBCkdzaGEyNTY6NDgyOTUxMjk5ZGEyNTViNGZlMDNiM2U3NGE2MjIxYmM2NzRmZGZlMWY4NzUzOWI3OGRlZjUzMWY2Yjk4ZWU4MxJHc2hhMjU2OjJiNjMyMmU4OGExZDE1YTI5NWYxMjViMThmZmY5OWI1YjE4ZjE1ZTRiN2RhZGUwNmI5OWFmZDZkYmM3MGUyODIaWltzdGFnZS0wIDMvM10gUlVOIC0tbW91bnQ9dHlwZT1jYWNoZSx0YXJnZXQ9L2MgZWNobyBoZWxsbzsgZWNobyBlcnIgPiYyOyBscyAvYzsgdG91Y2ggL2MveCoLCJe2j9gGEPy9rQ0=',
  printed:
    'GmAKR3NoYTI1Njo0ODI5NTEyOTlkYTI1NWI0ZmUwM2IzZTc0YTYyMjFiYzY3NGZkZmUxZjg3NTM5Yjc4ZGVmNTMxZjZiOThlZTgzEgsIl7aP2AYQvOywThgBIgZoZWxsbwo=',
  failed:
    'CoMCCkdzaGEyNTY6Yzc1YmIzMjE1OGJhOTcwY2M0NTljMzQxNWM2ODZhODliYTMzYTYwYmVjMzAyNjQ5OTQ3ZTk2MmM3MGQyNTcwYxJHc2hhMjU2OmRjNzE0MWQwM2JhZjk0OTM2NzgxMWJmMGZmOTQ1NGIzNTk1YzYyODFlYjNmNzQ2ZmZkMjk5ZmRmYzIyODY0NjUaGFtzdGFnZS0wIDQvNF0gUlVOIGV4aXQgMyoMCJe2j9gGEJHPmIMBMgwIl7aP2AYQ4Jrh0AE6OWV4ZWN1dG9yIGZhaWxlZCBydW5uaW5nIFsvYmluL3NoIC1jIGV4aXQgM106IGV4aXQgY29kZTogMw==',
};
const RUN = '[stage-0 3/3] RUN --mount=type=cache,target=/c echo hello; echo err >&2; ls /c; touch /c/x';

function logOf(...progress: readonly object[]): readonly BuildLogLine[] {
  const lines: BuildLogLine[] = [];
  const log = createBuildLog((line) => lines.push(line));
  for (const line of progress) log.write(line);
  log.end();
  return lines;
}

const trace = (aux: string): object => ({ id: 'moby.buildkit.trace', aux });

describe('logs of builds', () => {
  it('are read from BuildKit’s messages without a schema', () => {
    const { steps } = decodeBuildTrace(Buffer.from(TRACES.failed, 'base64'));
    assert.equal(steps.length, 1);
    assert.equal(steps[0]?.name, '[stage-0 4/4] RUN exit 3');
    assert.equal(steps[0]?.error, 'executor failed running [/bin/sh -c exit 3]: exit code: 3');
    assert.deepEqual([steps[0]?.started, steps[0]?.completed, steps[0]?.cached], [true, true, false]);
    const { logs } = decodeBuildTrace(Buffer.from(TRACES.printed, 'base64'));
    assert.equal(Buffer.from(logs[0]?.bytes ?? []).toString(), 'hello\n');
  });

  it('survive bytes that are no message, since a broken log must not break a build', () => {
    for (const bytes of [[], [0xff], [0x0a, 0xff, 0xff], [0x0f, 1, 2], [0x0a, 0x05, 1]]) {
      decodeBuildTrace(Uint8Array.from(bytes));
    }
  });

  it('name a step once, and then what it prints under its name', () => {
    assert.deepEqual(logOf(trace(TRACES.running), trace(TRACES.running), trace(TRACES.printed)), [
      { text: RUN, step: RUN },
      { text: 'hello', step: RUN },
    ]);
  });

  it('of the classic builder have the same form', () => {
    const lines = logOf(
      { stream: 'Step 1/2 : COPY a /a' },
      { stream: '\n' },
      { stream: ' ---> Using cache\n' },
      { stream: 'Step 2/2 : RUN make' },
      { stream: '\n' },
      { stream: '\u001B[91m10%\r20%\r100%\n\u001B[0m' },
      { stream: 'no newline' },
    );
    const run = 'RUN make';
    assert.deepEqual(lines, [
      { text: 'Step 1/2 : COPY a /a', step: 'COPY a /a' },
      { text: 'COPY a /a', step: 'COPY a /a', cached: true },
      { text: 'Step 2/2 : RUN make', step: run },
      { text: '100%', step: run },
      { text: 'no newline', step: run },
    ]);
  });
});

describe('events', () => {
  const at = { time: 12, timeNano: 12_345_000_000 };
  const Actor = { ID: 'id-1', Attributes: { name: 'n', container: 'c' } };
  it('become ours, and those that matter to nobody vanish', () => {
    const decode = (Type: string, Action: string) => decodeEvent({ Type, Action, Actor, ...at });
    assert.deepEqual(decode('container', 'die'), {
      type: 'container',
      action: 'die',
      id: 'id-1',
      labels: Actor.Attributes,
      at: 12_345,
    });
    assert.deepEqual(decode('image', 'untag'), {
      type: 'image',
      action: 'untag',
      reference: 'n',
      at: 12_345,
    });
    assert.deepEqual(decode('volume', 'destroy'), {
      type: 'volume',
      action: 'destroy',
      name: 'id-1',
      at: 12_345,
    });
    const connect = { type: 'network', action: 'connect', name: 'n', container: 'c', at: 12_345 };
    assert.deepEqual(decode('network', 'connect'), connect);
    for (const action of ['exec_create: ls', 'create', 'attach', 'health_status: healthy']) {
      assert.equal(decode('container', action), undefined);
    }
    assert.equal(decode('daemon', 'reload'), undefined);
  });
});

describe('references', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['name', 'name', 'latest'],
    ['name:tag', 'name', 'tag'],
    ['host:5000/name', 'host:5000/name', 'latest'],
    ['host:5000/a/b:tag', 'host:5000/a/b', 'tag'],
    ['name@sha256:abc', 'name@sha256:abc', ''],
  ];
  for (const [reference, repo, tag] of cases) {
    it(`split ${reference} where the engine wants it, or it would pull every tag there is`, () =>
      assert.deepEqual(splitReference(reference), { repo, tag }));
  }

  it('and labels are quoted, so that no value becomes an instruction', () => {
    assert.equal(labelInstruction('a', String.raw`"$x\ `), String.raw`LABEL "a"="\"\$x\\ "`);
  });
});
