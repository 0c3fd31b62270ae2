// The audit: listed, checked, and exported as JSON lines.

import { Readable } from 'node:stream';
import type { AuditTrail } from '../../../state/access/audit.ts';
import type { Audit, AuditFilter, LinkedAuditRow } from '../../../state/store/audit.ts';
import { badRequest } from '../errors.ts';
import { outsideOfSpaces } from '../access/needs.ts';
import { auditListView } from '../shapes/access.ts';
import { showAudit } from '../show/access.ts';
import { cursorsOf, pageOf, pageQuery, showPage } from '../paging.ts';
import { answer, bytes } from '../shapes/media.ts';
import { auditVerifiedView } from '../shapes/runtime.ts';
import type { Api } from '../typed.ts';

export interface AuditDeps {
  readonly auditRows: Pick<Audit, 'list' | 'chain'>;
  readonly audit: AuditTrail;
}

const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    space: { type: 'string' },
    account: { type: 'string' },
    kind: { type: 'string' },
    verb: { type: 'string' },
    decision: { enum: ['allowed', 'refused'] },
    source: { enum: ['api', 'git', 'github', 'runtime'], description: 'Where it was asked for.' },
    since: { type: 'string', description: 'A time, RFC 3339.' },
    until: { type: 'string', description: 'A time, RFC 3339; rows before it.' },
  },
} as const;

function filterOf(query: {
  readonly space?: string;
  readonly account?: string;
  readonly kind?: string;
  readonly verb?: string;
  readonly decision?: 'allowed' | 'refused';
  readonly source?: 'api' | 'git' | 'github' | 'runtime';
  readonly since?: string;
  readonly until?: string;
}): AuditFilter {
  const { space, account, kind, verb, decision, source } = query;
  const since = timeOf('since', query.since);
  const until = timeOf('until', query.until);
  return {
    ...(space === undefined ? {} : { space }),
    ...(account === undefined ? {} : { account }),
    ...(kind === undefined ? {} : { kind }),
    ...(verb === undefined ? {} : { verb }),
    ...(decision === undefined ? {} : { decision }),
    ...(source === undefined ? {} : { via: source }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function timeOf(field: string, text: string | undefined): number | undefined {
  const at = text === undefined ? undefined : Date.parse(text);
  if (Number.isNaN(at)) throw badRequest(`\`${field}\` has to be a time: 2026-01-31T12:00:00Z.`);
  return at;
}

const PAGE = 500;
const cursors = cursorsOf('audit', /^\d{1,15}$/);

export function auditRoutes(api: Api, { auditRows, audit }: AuditDeps): void {
  api.get(
    '/audit',
    {
      config: outsideOfSpaces('list', 'Audit'),
      schema: {
        operationId: 'listAudit',
        response: { 200: auditListView },
        tags: ['audit'],
        summary: 'Who did what, and who was refused; newest first',
        querystring: listQuery,
      },
    },
    async ({ query }) => {
      const page = pageOf(query, cursors.parse);
      const rows = await auditRows.list(filterOf(query), page);
      return showPage(rows, page, ({ seq }) => cursors.format(String(seq)), showAudit);
    },
  );

  api.get(
    '/audit/verify',
    {
      config: outsideOfSpaces('get', 'Audit'),
      schema: {
        operationId: 'verifyAudit',
        response: { 200: auditVerifiedView },
        tags: ['audit'],
        summary: 'Follow the whole chain: whole, or where it is broken',
      },
    },
    async () => {
      await audit.link();
      return audit.verify();
    },
  );

  api.get(
    '/audit/export',
    {
      config: outsideOfSpaces('get', 'Audit'),
      schema: {
        operationId: 'exportAudit',
        response: { 200: answer('One row on each line.', bytes('application/x-ndjson')) },
        tags: ['audit'],
        summary: 'The whole chain, oldest first, as JSON lines',
      },
    },
    async (_request, reply) => {
      await audit.link();
      return reply.type('application/x-ndjson').send(Readable.from(lines(auditRows)));
    },
  );
}

async function* lines(rows: Pick<Audit, 'chain'>): AsyncGenerator<string> {
  for (let next = 1; ;) {
    const page: readonly LinkedAuditRow[] = await rows.chain(next, PAGE);
    if (page.length === 0) return;
    yield page.map((row) => `${JSON.stringify(showAudit(row))}\n`).join('');
    next = (page.at(-1)?.link ?? next) + 1;
  }
}
