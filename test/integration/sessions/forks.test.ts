// Forks on a real engine: what a copy keeps, what nobody notices of it, and that nothing is left over.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Instance } from '../../support/sessions/session-world.ts';
import { createRealWorld, type RealWorld } from './world.ts';

/** Fills its workspace with what is hard to copy; counts in memory, and goes on counting when it is told to wait. */
const AGENT = `
import os, time

counter = 0

def fill(workspace):
    os.chdir(workspace)
    os.makedirs("folder/deep", exist_ok=True)
    open("folder/deep/file", "w").write("deep")
    open("program", "w").write("#!/bin/sh")
    os.chmod("program", 0o4755)
    open("secret", "w").write("read by nobody")
    os.chmod("secret", 0)
    os.mkdir("locked")
    open("locked/inside", "w").write("hidden")
    os.chmod("locked", 0)
    os.symlink("folder/deep/file", "link")
    os.symlink("/etc/passwd", "outside")
    os.symlink("nowhere", "dangling")
    os.link("folder/deep/file", "twin")
    os.mkfifo("pipe")
    os.utime("program", (1000000000, 1000000000))

def process_message(message, context):
    global counter
    if message == "fill":
        fill(context["workspace"])
    if message == "wait":
        for _ in range(30):
            time.sleep(0.05)
            counter += 1
    return "counted to %d" % counter
`;

const WAIT = { timeoutMs: 60_000 };
const LOOK =
  'cd /session && find . -not -name .home -not -path "./.home/*" -printf "%P %y %m %U:%G %l %n\\n" | sort';

let world: RealWorld;
let instance: Instance;
let id: SessionId;

before(async () => {
  world = await createRealWorld();
  await world.agent('filler', AGENT);
  await world.image('one');
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await reach(id);
  await say('fill');
});
after(() => world.end());

async function reach(session: SessionId): Promise<string> {
  const { state, message, containerId } = await instance.sessions.waitState(session, ['idle', 'error'], WAIT);
  assert.equal(state, 'idle', message);
  return containerId ?? '';
}

async function say(content: string): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}

async function forked(count = 1): Promise<readonly string[]> {
  const forks = await instance.sessions.fork(id, { by: 'admin', count });
  return Promise.all(forks.map((fork) => reach(fork.id)));
}

const inside = (container: string, script: string) => world.inside(container, 'sh', '-c', script);

test('owners, modes, times, links and what nobody may read are the same in every fork', async () => {
  const parent = (await instance.sessions.get(id)).containerId ?? '';
  const wanted = await inside(parent, LOOK);
  assert.match(wanted, /^secret f 0 10001:10001/m);
  assert.match(wanted, /^locked d 0 10001:10001/m);
  assert.match(wanted, /^program f 4755 10001:10001/m);
  for (const container of await forked(2)) {
    assert.equal(await inside(container, LOOK), wanted);
    assert.equal(await inside(container, 'cat /session/folder/deep/file'), 'deep');
    assert.equal(await inside(container, 'stat -c %Y /session/program'), '1000000000');
    assert.equal(
      await inside(container, 'stat -c %U:%a /session'),
      await inside(parent, 'stat -c %U:%a /session'),
    );
    assert.equal(await inside(container, 'touch /session/mine && ls /session/mine'), '/session/mine');
  }
});

test('a turn goes on over the copy with all that it has in memory', async () => {
  const answer = say('wait');
  await instance.sessions.waitState(id, ['busy'], WAIT);
  await forked();
  assert.equal(await answer, 'counted to 30');
  assert.equal((await instance.sessions.get(id)).state, 'idle');
});

test('a suspended session is forked without a container, and nothing of the copying is left', async () => {
  await instance.sessions.request(id, 'suspend', 'admin');
  await instance.sessions.waitState(id, ['suspended'], WAIT);
  const [container = ''] = await forked();
  assert.equal(await inside(container, 'cat /session/twin'), 'deep');
  assert.equal((await instance.sessions.get(id)).state, 'suspended');
  const left = await world.leftovers();
  assert.deepEqual(
    left.filter((name) => !/^raworc_(session|workspace)_/.test(name)),
    [],
  );
});
