// What is sent to hooks: shaped as GitHub's published examples, signed as GitHub signs.

import { createHmac, randomUUID } from 'node:crypto';
import { type Example, publishedExamples } from '../../webhook/receiver/examples.ts';
import type { DeliveryRecord, HookRecord, RepoState, World } from './model.ts';
import { overlay } from './published-shapes.ts';
import { repoShape } from './shapes.ts';

export interface Happening {
  readonly event: string;
  readonly action?: string;
  /** Laid over the published example of that event and action. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Read when they are first needed. */
let examples: readonly Example[] | undefined;
/** GitHub gives up then. */
const patienceMs = 10_000;
/** GitHub's delivery ids are larger than a double holds. */
const firstId = 2n ** 53n + 1n;

/** To every hook that listens to it. */
export function happen(world: World, repo: RepoState, happening: Happening): void {
  for (const hook of repo.hooks) {
    if (hook.active && hook.events.includes(happening.event)) deliver(world, repo, hook, happening);
  }
}

export function deliver(
  world: World,
  repo: RepoState,
  hook: HookRecord,
  { event, action, body }: Happening,
): void {
  examples ??= publishedExamples();
  const example = examples.find(
    (one) => one.event === event && (action === undefined || one.action === action),
  );
  // What the example says was changed was not changed here.
  const { changes: _, ...shown } = example?.payload ?? {};
  const payload = overlay(shown, {
    ...(action === undefined ? {} : { action }),
    ...body,
    repository: repoShape(repo, world),
  });
  start(world, repo, hook, {
    ...attempt(world),
    guid: randomUUID(),
    event,
    action: action ?? null,
    body: JSON.stringify(payload),
    redelivery: false,
  });
}

/** The same once more, under the same guid. */
export function redeliver(world: World, repo: RepoState, hook: HookRecord, before: DeliveryRecord): void {
  start(world, repo, hook, { ...before, ...attempt(world), redelivery: true });
}

/** Resolves when nothing is on its way. */
export async function deliveriesSent({ underWay }: World): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}

function attempt(world: World): Pick<DeliveryRecord, 'id' | 'at' | 'status'> {
  return { id: String(firstId + BigInt(world.nextId())), at: world.now(), status: 0 };
}

function start(world: World, repo: RepoState, hook: HookRecord, delivery: DeliveryRecord): void {
  hook.deliveries.push(delivery);
  const sending = send(repo, hook, delivery).finally(() => world.underWay.delete(sending));
  world.underWay.add(sending);
}

async function send(repo: RepoState, hook: HookRecord, delivery: DeliveryRecord): Promise<void> {
  try {
    delivery.status = await post(repo, hook, delivery);
  } catch {
    // Nobody answered: its status stays 0, and GitHub does not try again by itself.
  }
}

async function post(
  repo: RepoState,
  { id, config }: HookRecord,
  { event, guid, body }: DeliveryRecord,
): Promise<number> {
  const signature = (hash: string) => createHmac(hash, config.secret).update(body).digest('hex');
  const response = await fetch(config.url, {
    method: 'POST',
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/1234567',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-github-hook-id': String(id),
      'x-github-hook-installation-target-id': String(repo.id),
      'x-github-hook-installation-target-type': 'repository',
      'x-hub-signature': `sha1=${signature('sha1')}`,
      'x-hub-signature-256': `sha256=${signature('sha256')}`,
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  });
  await response.body?.cancel();
  return response.status;
}
