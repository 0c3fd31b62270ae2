// Many agents at once over a stream that breaks all the time: nothing is lost, doubled or out of order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';
import { openTestLink } from '../../../support/supervisor/test-link.ts';

const AGENTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const WORDS = Array.from({ length: 40 }, (_, at) => `w${at}`);

test('six agents stream while the stream is lost with every few frames, and every delta comes once', async () => {
  await using supervisor = startSupervisor({ RAWORC_HELD_BYTES: '20000' });
  let heard = 0;
  await using host = await openTestLink(supervisor, {
    onFrame: () => {
      if ((heard += 1) % 37 === 0) setImmediate(supervisor.detachAll);
    },
  });
  const talk = async (agent: string): Promise<void> => {
    await host.link.request(configure({ agent, handler: 'main.later_pieces' }));
    for (let count = 0; count < 8; count += 1) {
      const id = `${agent}${count}`;
      await host.link.request(turn(id, WORDS.join(' '), { agent }));
      assert.equal((await host.end(id)).content, WORDS.join(''));
    }
  };
  await Promise.all(AGENTS.map(talk));

  const numbers = host.frames.map(({ seq }) => seq);
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => at + 1),
  );
  for (const agent of AGENTS) {
    const words = host.frames.flatMap((frame) =>
      frame.type === 'turn.delta' && frame.turn === `${agent}3` ? [frame.text] : [],
    );
    assert.deepEqual(words, WORDS);
  }
  assert.ok(host.hellos.length > 5, `${host.hellos.length} attachments`);
});
