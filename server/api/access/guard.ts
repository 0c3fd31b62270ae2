// Judges every request before its handler: a route that says nothing of what it needs can't be registered, what is not
// allowed is refused, and every change and every refusal is written down before anything else happens.

import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Access } from '../../../state/access/access.ts';
import type { AuditEntry, AuditTrail } from '../../../state/access/audit.ts';
import {
  decide,
  isUnlimitedRoot,
  type AccessVerb,
  type Decision,
  type Grants,
  type Question,
  type Subject,
} from '../../../state/access/decide.ts';
import { forbidden } from '../../../state/access/errors.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import { tokenOf, type VerifyToken } from '../authenticate.ts';
import { notFound, unauthorized } from '../errors.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Needs, Place } from './needs.ts';
import { createOpenRequests } from './open-requests.ts';
import { decideList } from './visible.ts';
import { type Change, unknownChange, type WhatIsThere } from './what-is-there.ts';

/** Whose a session is, and where. Throws `SESSION_NOT_FOUND`. */
export type FindSession = (id: string) => Promise<Pick<SessionRow, 'space' | 'createdBy'>>;

export interface GuardDeps {
  readonly access: Access;
  readonly audit: AuditTrail;
  readonly findSession: FindSession;
  readonly there: WhatIsThere;
  /** Left out, what stays open is not judged again. */
  readonly verify?: VerifyToken;
  /** How often what stays open is judged again; left out, every 5 s. */
  readonly recheckMs?: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it; only on paths that need a token. */
    subject: Subject;
    /** What Git declares of permissions, as far as this request needed to know. */
    grants: Grants | undefined;
  }
}

/** Looking changes nothing, and what is said stands in the session's own log, with who said it. Refused, each is recorded. */
const unrecorded: ReadonlySet<AccessVerb> = new Set(['get', 'list', 'talk']);

type Permission = Extract<Needs, { type: 'permission' }>;

export function guard(api: FastifyInstance, deps: GuardDeps): void {
  api.addHook('onRoute', requireNeeds);
  const { verify, recheckMs } = deps;
  const open = verify && createOpenRequests(api, (request) => judgeAgain(deps, verify, request), recheckMs);
  api.addHook('preHandler', async (request, reply) => {
    const needs = request.routeOptions.config.access;
    if (needs === undefined || needs.type === 'anybody') return;
    await judge(deps, request, needs);
    open?.watch(request, reply);
  });
}

/** Of a request that was allowed and goes on. What it may see from now on is what its account may see now. */
async function judgeAgain(
  deps: GuardDeps,
  verify: VerifyToken,
  request: FastifyRequest,
): Promise<RaworcError | undefined> {
  const needs = request.routeOptions.config.access;
  if (needs === undefined || needs.type === 'anybody') return undefined;
  const subject = await verify(tokenOf(request) ?? '');
  if (subject === undefined) return unauthorized();
  request.subject = subject;
  request.grants = await deps.access.grants();
  const place = await needs.placeOf(request);
  const question = await questionOf(deps, needs, place);
  const decision = decideAt(place, subject, request.grants, question);
  if (decision.allowed) return undefined;
  await deps.audit.add(entryOf(request, question, decision));
  return forbidden(decision.reason);
}

function decideAt(place: Place, subject: Subject, grants: Grants, question: Question): Decision {
  return place.type === 'list' ? decideList(subject, grants, question) : decide(subject, grants, question);
}

function requireNeeds({ method, url, config }: RouteOptions): void {
  if (config?.access !== undefined) return;
  throw new RaworcError(
    'ROUTE_WITHOUT_ACCESS',
    `The route ${String(method)} ${url} does not say what it needs.`,
    {
      hint: 'Give it `config: inSpace(…)` or another of access/needs.ts.',
    },
  );
}

async function judge(deps: GuardDeps, request: FastifyRequest, needs: Permission): Promise<void> {
  const { subject } = request;
  request.grants = await deps.access.grants();
  const place = await needs.placeOf(request);
  const isRecorded = !unrecorded.has(needs.verb);
  // It may do so wherever the session is and whosever it is: that need not be looked up, least of all for each message.
  if (place.type === 'session' && !isRecorded && needs.besides === undefined && isUnlimitedRoot(subject))
    return;
  const question = await questionOf(deps, needs, place);
  const decision = decideAt(place, subject, request.grants, question);
  const entry = entryOf(request, question, decision);
  if (!decision.allowed) {
    await deps.audit.add(entry);
    // Whoever may not even look at it is not told that it is there.
    const isHidden =
      place.type === 'session' && !decide(subject, request.grants, { ...question, verb: 'get' }).allowed;
    if (isHidden) throw sessionUnknown(place);
    throw needs.hidden?.(request) ?? forbidden(decision.reason);
  }
  await judgeBesides(deps, request, needs);
  await judgeInto(deps, request, needs);
  if (isRecorded) await deps.audit.add({ ...entry, ...(await changeOf(deps, request, needs)) });
}

/** A request that is wrong is told so by its handler; that there was one is written down all the same. */
async function changeOf({ there }: GuardDeps, request: FastifyRequest, needs: Permission): Promise<Change> {
  try {
    return (await needs.changeOf?.(request, there)) ?? unknownChange;
  } catch (thrown) {
    if (thrown instanceof RaworcError) return unknownChange;
    throw thrown;
  }
}

/** What it says of another session nobody learns who may not look at that one. */
async function judgeBesides(deps: GuardDeps, request: FastifyRequest, needs: Permission): Promise<void> {
  const id = needs.besides?.(request) ?? null;
  if (id === null || request.grants === undefined) return;
  const place: Place = { type: 'session', id };
  const question = await questionOf(deps, { ...needs, verb: 'get', kind: 'Session' }, place);
  const decision = decide(request.subject, request.grants, question);
  if (decision.allowed) return;
  await deps.audit.add(entryOf(request, question, decision));
  throw sessionUnknown(place);
}

/** As if the session were created there. */
async function judgeInto(deps: GuardDeps, request: FastifyRequest, needs: Permission): Promise<void> {
  const space = needs.into?.(request) ?? null;
  if (space === null || request.grants === undefined) return;
  const question: Question = { verb: 'create', kind: 'Session', space, name: null };
  const decision = decide(request.subject, request.grants, question);
  if (decision.allowed) return;
  await deps.audit.add(entryOf(request, question, decision));
  throw forbidden(decision.reason);
}

async function questionOf(
  { findSession }: GuardDeps,
  { verb, kind }: Permission,
  place: Place,
): Promise<Question> {
  switch (place.type) {
    case 'space':
      return { verb, kind, space: place.space, name: place.name };
    case 'session': {
      const found = await findSession(place.id);
      return { verb, kind, space: found.space, name: place.id, owner: found.createdBy };
    }
    case 'owned':
      return {
        verb,
        kind,
        space: null,
        name: place.owner.slice(place.owner.indexOf('/') + 1),
        owner: place.owner,
      };
    case 'global':
    case 'list':
      return { verb, kind, space: null, name: place.type === 'global' ? place.name : null };
    default:
      return place satisfies never;
  }
}

function sessionUnknown(place: Place): RaworcError {
  const id = place.type === 'session' ? place.id : '';
  return notFound('SESSION', `session ${id}`, 'List them: raworc session list.');
}

function entryOf(request: FastifyRequest, question: Question, decision: Decision): AuditEntry {
  const { verb, kind, space, name } = question;
  return {
    account: request.account,
    via: 'api',
    address: request.ip,
    requestId: request.id,
    verb,
    kind,
    space,
    name: name?.slice(0, 255) ?? null,
    decision: decision.allowed ? 'allowed' : 'refused',
    reason: decision.allowed ? `${decision.role} by ${decision.binding}` : decision.reason,
    ...unknownChange,
  };
}
