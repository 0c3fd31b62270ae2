// The kill test: sessions talk, chores go on, the runtime is killed again and again, and in the end everything is counted.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckpointName, checkpointNames } from '../../reconciler/loop/checkpoints.ts';
import { createDockerEngine } from '../../runtime/containers/docker/engine.ts';
import { scheduleCheckpoints, sessionCheckpoints } from '../../runtime/sessions/checkpoints.ts';
import { adminTokenFile } from '../../state/access/admin-token.ts';
import { openStore } from '../../state/store/open.ts';
import { ensureBase } from '../support/base/ensure-base.ts';
import { createRepository } from '../support/git-server/fixture-repository.ts';
import { freePort } from '../support/machine/free-port.ts';
import { sweep } from '../support/engine/sweep.ts';
import { type Copy, createBranches } from './branches.ts';
import { createChores, sync } from './chores.ts';
import { createCloser } from './closing.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { findingsOfCopies } from './copies.ts';
import { firstCommit, talkSpace } from './declared.ts';
import { createExecutioner } from './executioner.ts';
import { createLives } from './lives.ts';
import { findingsOfNewest } from './newest.ts';
import { createPatientClient } from './patient-client.ts';
import { createRandom } from './random.ts';
import { createRemains } from './remains.ts';
import { findingsOfSchedule } from './scheduled.ts';
import { createTalk } from './talk.ts';
import { findingsOf, type Remains } from './verify.ts';

export interface KillPlan {
  readonly databaseUrl: (home: string) => string;
  readonly sessions: number;
  /** Kills at random moments, before those at each named point. */
  readonly kills: number;
  /** The longest turn, in milliseconds. */
  readonly longestTurn: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface KillReport {
  /** What does not hold, in sentences; empty is a pass. */
  readonly findings: readonly string[];
  readonly messages: number;
  readonly kills: number;
}

const answerSeconds = 120;
const points: readonly string[] = [...sessionCheckpoints, ...scheduleCheckpoints, ...checkpointNames];
/** Passed only while an installation begins. */
const pointsAtBirth: readonly string[] = ['engine.marker-placed' satisfies CheckpointName];

export async function runKillTest(plan: KillPlan): Promise<KillReport> {
  await using undo = new AsyncDisposableStack();
  await ensureBase();
  const folder = mkdtempSync(join(tmpdir(), 'raworc-kill-'));
  const home = join(folder, 'home');
  const config = await createRepository(join(folder, 'config.git'));
  await config.commit(firstCommit());
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));

  // The installation's id is chosen here, so that its objects can be looked at and swept whatever happens.
  const owner = randomBytes(6).toString('hex');
  const databaseUrl = plan.databaseUrl(home);
  const store = await openStore(databaseUrl, { random: randomBytes });
  await store.meta.setOnce('installation-id', owner);
  await store.close();
  const engine = undo.adopt(createDockerEngine({ owner }), async (opened) => {
    await sweep(opened);
    await opened.close();
  });

  const port = String(await freePort());
  const lives = createLives(folder, {
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    RAWORC_HOME: home,
    RAWORC_CONFIG_REPO: config.dir,
    RAWORC_DATABASE_URL: databaseUrl,
    RAWORC_PORT: port,
    RAWORC_POLL: 'never',
    RAWORC_LOG_LEVEL: process.env['RAWORC_LOG_LEVEL'] ?? 'warn',
  });
  // Before the engine is swept, which a runtime would go on repairing.
  undo.defer(() => lives.end());
  const client = createPatientClient(lives, {
    url: `http://127.0.0.1:${port}`,
    token: () => readFileSync(join(home, adminTokenFile), 'utf8').trim(),
  });
  const random = createRandom(plan.seed);
  const executioner = createExecutioner(lives, { random, say: plan.say });
  const remains = createRemains(client, engine);
  const conversations: Conversation[] = [];
  let isOver = false;

  const never: string[] = [];
  for (const point of pointsAtBirth) if (!(await executioner.killAtBirth(point))) never.push(point);
  plan.say('building the images that are talked to');
  const first = lives.begin();
  await sync(client);
  for (let number = 1; number <= plan.sessions; number += 1) {
    conversations.push(await openConversation(client, talkSpace, `talk-${number}`));
  }
  const talkers = [...conversations];
  await Promise.all(talkers.map((talker) => talker.reach('idle')));
  first.kill();
  await first.ended;

  const streams = new AbortController();
  const talks = talkers.map((talker) =>
    createTalk(client, talker, { milliseconds: plan.longestTurn, random, isOver: () => isOver }),
  );
  const copies: Copy[] = [];
  const work = {
    client,
    isOver: () => isOver,
    opened: (conversation: Conversation) => void conversations.push(conversation),
    closing: (conversation: Conversation) => remains.keepDiary(conversation),
  };
  const chores = createChores({ ...work, engine, config });
  const branches = createBranches({ ...work, copied: (copy) => void copies.push(copy) });
  const talking = Promise.all(talks.map(({ talk }) => talk()));
  const following = Promise.all(talks.map(({ follow }) => follow(streams.signal)));
  const working = Promise.all([chores.sessions(), chores.commits(), branches.branch()]);
  const busy = Promise.all([talking, working]);
  // Heard below; until then, a failure must not be an unheard one.
  for (const going of [following, busy]) going.catch(() => {});

  async function killing(): Promise<readonly string[]> {
    await executioner.killAtRandom(plan.kills);
    return executioner.killAtEach(points.filter((point) => !pointsAtBirth.includes(point)));
  }
  never.push(...(await Promise.race([killing(), following.then(unreachable), busy.then(unreachable)])));

  plan.say('killed enough: waiting for the last replies');
  isOver = true;
  const last = lives.begin();
  const [, [, version]] = await Promise.race([busy, lives.failed]);
  for (const conversation of conversations) {
    for (const accepted of conversation.accepted.slice(-3))
      await conversation.settle(accepted, answerSeconds);
  }

  plan.say('counting');
  const findings = never.map((point) => `the point ${point} was never passed`);
  const known = new Map<string, Remains>();
  for (const conversation of conversations) {
    if (conversation.accepted.length === 0) findings.push(`${conversation.session}: nothing was said`);
    const left = await remains.of(conversation);
    known.set(left.session, left);
    findings.push(...findingsOf(left));
  }
  findings.push(...(await findingsOfCopies({ client, remains, copies, known })));
  findings.push(...(await findingsOfSchedule(client, remains)));
  findings.push(...(await findingsOfNewest(client, version)));
  streams.abort();
  findings.push(...(await following).flat());

  plan.say('closing everything');
  const closer = createCloser({ client, engine, config });
  for (const talker of talkers) await talker.close();
  findings.push(...(await closer.leaveNothing()));
  await last.stop();
  const messages = conversations.reduce((sum, { accepted }) => sum + accepted.length, 0);
  return { findings, messages, kills: plan.kills + points.length - never.length };
}

function unreachable(): never {
  throw new Error('The talking ended before the killing.');
}
