// Wishes that race with their own publication, on real databases and with real tasks: the last one always stands.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { systemClock as clock } from '../../../../cli/serve/clock.ts';
import { openStore } from '../../../../state/store/open.ts';
import { createTaskRunner } from '../../../../state/tasks/runner.ts';
import { createSignals } from '../../../../state/tasks/signals.ts';
import { createPublisher } from '../../../../webhook/client/publish/publisher.ts';
import { createPublishHandler } from '../../../../webhook/client/publish/publish-handler.ts';
import type { CheckPublication } from '../../../../webhook/client/publish/publication.ts';
import { createDatabase, ensureDatabase, type ScratchDatabase } from '../../../support/machine/database.ts';
import { imagineGitHub } from '../imagined-github.ts';

const check = (commit: string, title: string): CheckPublication => ({
  kind: 'check',
  repo: 'team/config',
  run: { name: 'raworc/plan', commit, status: 'queued', title, summary: '', annotations: [] },
});
const commits = ['a', 'b', 'c'];
const wishes = 60;

let server: ScratchDatabase;
before(async () => {
  server = await ensureDatabase();
});
after(() => server.stop());

async function onServer() {
  const { url, stop } = await createDatabase(server.url);
  return { url, stop };
}

for (const [name, place] of [
  ['SQLite', async () => ({ url: 'sqlite::memory:', stop: async () => {} })],
  ['MySQL or MariaDB', onServer],
] as const) {
  describe(`racing wishes on ${name}`, () => {
    it('end with the last of each, because a plan that is not shown was made for nobody', async () => {
      const { url, stop } = await place();
      const store = await openStore(url, { random: randomBytes });
      const { github, checkRuns } = imagineGitHub();
      const signals = createSignals();
      const log = {
        warn: (fields: object, message: string) => assert.fail(JSON.stringify({ fields, message })),
      };
      const handler = createPublishHandler({ store, github, clock, random: randomBytes, log });
      const tasks = createTaskRunner({
        store,
        owner: 'me',
        clock,
        random: randomBytes,
        signals,
        handlers: { publish: handler },
        logger: log,
      });
      const nudge = () => tasks.nudge('publish');
      const publisher = createPublisher({ store, clock, random: randomBytes, nudge });
      tasks.start();
      try {
        await Promise.all(
          commits.map(async (commit) => {
            for (let wish = 1; wish <= wishes; wish += 1) await publisher.want(check(commit, `${wish}`));
          }),
        );
        while ((await store.tasks.unfinished('publish')).length > 0) await clock.wait(5);
        for (const commit of commits) {
          const shown = checkRuns.filter((run) => run.commit === commit).map(({ title }) => Number(title));
          assert.equal(shown.at(-1), wishes);
          assert.deepEqual(
            shown,
            shown.toSorted((a, b) => a - b),
            'and nothing older comes after',
          );
          assert.equal((await publisher.find(check(commit, '')))?.state, 'published');
        }
      } finally {
        await tasks.drain();
        await store.close();
        await stop();
      }
    });
  });
}
