// Rows with everything filled in, so that a test names only what it is about.

import { randomBytes } from 'node:crypto';
import {
  newMessageId,
  newSessionId,
  newTaskId,
  newTurnId,
  type SessionId,
  type TurnId,
} from '../../state/model/ids.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { BuildRow } from '../../state/store/builds.ts';
import type { MessageRow } from '../../state/store/messages.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { NewTask } from '../../state/store/tasks.ts';
import type { TurnRow } from '../../state/store/turns.ts';

const position = { file: 'spaces/sales/space.yaml', line: 1, column: 1 };

export function aSpace(fields: Partial<SpaceRow> = {}): SpaceRow {
  return {
    name: `space-${randomBytes(4).toString('hex')}`,
    spec: { prune: 'confirm' },
    labels: { team: 'sales' },
    specDigest: 'digest',
    position,
    revision: 'revision',
    removing: false,
    awaitingConfirmation: null,
    buildId: null,
    image: null,
    appliedDigest: null,
    appliedRevision: null,
    hold: null,
    conditions: [],
    createdAt: 1,
    updatedAt: 1,
    ...fields,
  };
}

export function anAgent(fields: Partial<AgentRow> = {}): AgentRow {
  return {
    space: 'sales',
    name: `agent-${randomBytes(4).toString('hex')}`,
    spec: { source: { path: 'agents/a' } },
    labels: {},
    specDigest: 'digest',
    position,
    revision: 'revision',
    removing: false,
    sourceCommit: null,
    sourceTree: null,
    manifest: null,
    layer: null,
    goodLayer: null,
    goodCommit: null,
    goodTree: null,
    goodManifest: null,
    appliedDigest: null,
    conditions: [],
    createdAt: 1,
    updatedAt: 1,
    ...fields,
  };
}

export function aBuild(fields: Partial<BuildRow> = {}): BuildRow {
  return {
    id: randomBytes(8).toString('hex'),
    kind: 'layer',
    space: 'sales',
    agent: 'sales-agent',
    state: 'queued',
    image: null,
    bytes: null,
    attempt: 1,
    error: null,
    queuedAt: 1,
    startedAt: null,
    endedAt: null,
    ...fields,
  };
}

export function aSession(fields: Partial<SessionRow> = {}): SessionRow {
  return {
    id: newSessionId(Date.now(), randomBytes),
    space: 'sales',
    state: 'init',
    target: 'running',
    beforePause: null,
    reason: 'Created',
    message: 'The session was created.',
    hint: null,
    since: 1,
    deadlineAt: null,
    image: null,
    buildId: null,
    containerId: null,
    startedAt: null,
    generation: 0,
    epoch: 0,
    agent: null,
    createdBy: 'admin',
    parentId: null,
    parentMessageId: null,
    awaits: null,
    warm: false,
    slot: null,
    keepAliveUntil: null,
    keptUntil: null,
    asked: null,
    metadata: {},
    idempotencyKey: null,
    createdAt: 1,
    lastActivityAt: 1,
    version: 1,
    ...fields,
  };
}

export function aTurn(sessionId: SessionId, fields: Partial<TurnRow> = {}): TurnRow {
  return {
    id: newTurnId(Date.now(), randomBytes),
    sessionId,
    state: 'queued',
    messageId: newMessageId(Date.now(), randomBytes),
    requestedAgent: null,
    route: null,
    agentCommit: null,
    attempt: 1,
    error: null,
    via: 'message',
    parentId: null,
    askId: null,
    heirId: null,
    depth: 0,
    sentBy: null,
    usage: null,
    firstDeltaAt: null,
    queueUntil: null,
    idempotencyKey: null,
    createdAt: 1,
    startedAt: null,
    endedAt: null,
    ...fields,
  };
}

export function aMessage(sessionId: SessionId, fields: Partial<MessageRow> = {}): MessageRow {
  return {
    id: newMessageId(Date.now(), randomBytes),
    sessionId,
    turnId: null,
    parentTurnId: null,
    role: 'user',
    agent: null,
    content: 'Hello',
    metadata: {},
    createdAt: 1,
    ...fields,
  };
}

export function aReply(sessionId: SessionId, turnId: TurnId, content: string): MessageRow {
  return aMessage(sessionId, { turnId, role: 'agent', agent: 'sales-agent', content });
}

export function aTask(fields: Partial<NewTask> = {}): NewTask {
  const id = newTaskId(Date.now(), randomBytes);
  return {
    id,
    kind: 'turn',
    key: id,
    serialKey: null,
    payload: {},
    priority: 0,
    runAt: 0,
    maxAttempts: 3,
    createdAt: 1,
    ...fields,
  };
}
