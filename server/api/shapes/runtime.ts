// How the runtime itself stands: parts, keys, what was cleared away, repositories' hooks.

import { failureView } from './problem.ts';
import {
  arrayOf,
  count,
  countOrNull,
  flag,
  listOfViews,
  moment,
  nullable,
  text,
  textOrNull,
  texts,
  view,
  type Shown,
} from './view.ts';

export const aliveView = view('Alive', { status: { enum: ['ok'] } }, { status: 'ok' });
export const versionView = view(
  'Version',
  { version: text, node: text },
  { version: '0.1.0', node: 'v24.9.0' },
);
export const readyView = view(
  'Ready',
  {
    ready: flag,
    parts: {
      type: 'object',
      additionalProperties: view(
        'Part',
        { ok: flag, message: text },
        { ok: false, message: 'The engine does not answer.' },
        ['message'],
      ),
    },
  },
  { ready: true, parts: { store: { ok: true }, engine: { ok: true } } },
);

const processView = view(
  'Process',
  {
    id: text,
    role: { enum: ['all', 'api', 'operator'] },
    version: text,
    state: { enum: ['alive', 'gone'] },
    started_at: moment,
    seen_at: moment,
  },
  {
    id: 'proc-1',
    role: 'all',
    version: '0.1.0',
    state: 'alive',
    started_at: '2026-01-31T12:00:00.000Z',
    seen_at: '2026-01-31T12:05:00.000Z',
  },
);
export type ProcessView = Shown<typeof processView>;
export const processListView = listOfViews(processView);

export const engineAcceptedView = view('EngineAccepted', { accepted: flag }, { accepted: true });

export const garbageView = view(
  'Garbage',
  {
    dry_run: flag,
    bytes: count,
    items: arrayOf(
      view(
        'GarbageItem',
        {
          kind: { enum: ['session', 'container', 'volume', 'image', 'log', 'source', 'build-cache'] },
          name: text,
          why: text,
          bytes: countOrNull,
        },
        { kind: 'image', name: 'raworc_space_sales:1', why: 'No revision needs it.', bytes: 1024 },
      ),
    ),
  },
  { dry_run: true, bytes: 0, items: [] },
);
export type GarbageView = Shown<typeof garbageView>;

export const sealingKeyView = view(
  'SealingKey',
  { recipient: { type: 'string', description: 'What to seal to.' }, installation: text },
  {
    recipient: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
    installation: '0a1b2c3d4e5f',
  },
);
export type SealingKeyView = Shown<typeof sealingKeyView>;

export const masterKeyView = view(
  'MasterKey',
  {
    key_id: { type: 'string', description: 'Of the key that encrypts from now on.' },
    remaining: { ...count, description: 'Values that still need another key.' },
    older_keys: { ...texts, description: 'Other keys that are needed, by their ids.' },
    running: flag,
    failure: { ...textOrNull, description: 'Why the last run ended early.' },
  },
  { key_id: '2cf24dba', remaining: 0, older_keys: [], running: false, failure: null },
);
export type MasterKeyView = Shown<typeof masterKeyView>;

export const secretView = view(
  'Secret',
  {
    name: text,
    updated_at: moment,
    updated_by: text,
    declared_at: { ...textOrNull, description: '`file:line:column`; null where it was set by hand.' },
  },
  {
    name: 'OPENAI_API_KEY',
    updated_at: '2026-01-31T12:00:00.000Z',
    updated_by: 'ann',
    declared_at: null,
  },
);
export type SecretView = Shown<typeof secretView>;
export const secretListView = listOfViews(secretView);

const deliveryView = view(
  'Delivery',
  {
    id: text,
    guid: text,
    event: text,
    action: textOrNull,
    status: { ...count, description: 'What was answered; 0 where nothing did.' },
    redelivery: flag,
    at: moment,
  },
  {
    id: '12345678901234567',
    guid: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    event: 'push',
    action: null,
    status: 202,
    redelivery: false,
    at: '2026-01-31T12:00:00.000Z',
  },
);

const hookView = view(
  'Hook',
  {
    repository: { type: 'string', description: '`owner/name`.' },
    role: { enum: ['config', 'source'] },
    hook: nullable(
      view(
        'GitHubHook',
        { id: { type: 'integer' }, active: flag, url: text, events: texts },
        { id: 1, active: true, url: 'https://raworc.example.com/webhook/github', events: ['push'] },
      ),
    ),
    deliveries: arrayOf(deliveryView),
    problem: nullable(failureView),
  },
  {
    repository: 'company/config',
    role: 'config',
    hook: null,
    deliveries: deliveryView.examples,
    problem: null,
  },
);
export type HookView = Shown<typeof hookView>;
export const hookListView = listOfViews(hookView);

export const redeliveredView = view(
  'Redelivered',
  { asked: { ...count, description: 'Deliveries that were asked for.' }, repositories: count },
  { asked: 2, repositories: 1 },
);
export type RedeliveredView = Shown<typeof redeliveredView>;

export const auditVerifiedView = {
  title: 'AuditVerified',
  anyOf: [
    view(
      'WholeChain',
      {
        type: { enum: ['whole'] },
        from: { ...count, description: 'The first link: what was before it is older than is kept.' },
        links: count,
        hash: text,
        unlinked: count,
      },
      { type: 'whole', from: 1, links: 12, hash: '2cf24dba', unlinked: 0 },
    ),
    view(
      'BrokenChain',
      {
        type: { enum: ['broken'] },
        at: view(
          'BrokenLink',
          { link: count, why: { enum: ['missing', 'changed', 'left', 'untold'] } },
          { link: 7, why: 'changed' },
        ),
        message: text,
      },
      { type: 'broken', at: { link: 7, why: 'changed' }, message: 'The row of link 7 was changed.' },
    ),
  ],
  examples: [{ type: 'whole', from: 1, links: 12, hash: '2cf24dba', unlinked: 0 }],
} as const;
export type AuditVerifiedView = Shown<typeof auditVerifiedView>;

export const commandResultView = view(
  'CommandResult',
  {
    exit_code: { type: 'integer' },
    stdout: text,
    stderr: text,
    truncated: { type: 'boolean', description: 'It printed more than is told.' },
    timed_out: flag,
  },
  { exit_code: 0, stdout: 'hello\n', stderr: '', truncated: false, timed_out: false },
);
