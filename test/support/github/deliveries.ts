// What is sent to hooks: shaped as GitHub's published examples, signed as GitHub signs.

import { createHmac, randomUUID } from 'node:crypto';
import { publishedExamples } from '../../webhook/receiver/examples.ts';
import type { DeliveryRecord, HookRecord, RepoState, World } from './model.ts';
import { overlay } from './published-shapes.ts';
import { repoShape } from './shapes.ts';

export interface Happening {
  readonly event: string;
  readonly action?: string;
  /** Laid over the published example of that event and action. */
  readonly body: Readonly<Record<string, unknown>>;
}

const examples = publishedExamples();
/** GitHub gives up then. */
const patienceMs = 10_000;
const underWay = new Set<Promise<void>>();

/** To every hook that listens to it. */
export function happen(world: World, repo: RepoState, happening: Happening): void {
  for (const hook of repo.hooks) {
    if (hook.active && hook.events.includes(happening.event)) void deliver(world, repo, hook, happening);
  }
}

export async function deliver(
  world: World,
  repo: RepoState,
  hook: HookRecord,
  { event, action, body }: Happening,
): Promise<void> {
  const example = examples.find(
    (one) => one.event === event && (action === undefined || one.action === action),
  );
  const payload = overlay(example?.payload ?? {}, {
    ...(action === undefined ? {} : { action }),
    ...body,
    repository: repoShape(repo, world),
  });
  const delivery: DeliveryRecord = {
    id: world.nextId(),
    guid: randomUUID(),
    event,
    action: action ?? null,
    body: JSON.stringify(payload),
    redelivery: false,
    at: world.now(),
    status: 0,
  };
  hook.deliveries.push(delivery);
  await send(hook, delivery);
}

export async function redeliver(
  world: World,
  _repo: RepoState,
  hook: HookRecord,
  before: DeliveryRecord,
): Promise<void> {
  const delivery = { ...before, id: world.nextId(), redelivery: true, at: world.now(), status: 0 };
  hook.deliveries.push(delivery);
  await send(hook, delivery);
}

/** Resolves when nothing is on its way. */
export async function deliveriesSent(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}

function send(hook: HookRecord, delivery: DeliveryRecord): Promise<void> {
  const sending = attempt(hook, delivery).finally(() => underWay.delete(sending));
  underWay.add(sending);
  return sending;
}

async function attempt(hook: HookRecord, delivery: DeliveryRecord): Promise<void> {
  try {
    delivery.status = await post(hook, delivery);
  } catch {
    // Nobody answered: its status stays 0, and GitHub does not try again by itself.
  }
}

async function post({ id, config }: HookRecord, { event, guid, body }: DeliveryRecord): Promise<number> {
  const signature = createHmac('sha256', config.secret).update(body).digest('hex');
  const { status } = await fetch(config.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/1234567',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-github-hook-id': String(id),
      'x-github-hook-installation-target-type': 'repository',
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
    signal: AbortSignal.timeout(patienceMs),
  });
  return status;
}
