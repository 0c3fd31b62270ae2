// Writing declared resources: each becomes a commit in the config repository, or a proposal, and the answer names it.

import { changeOfAgent, changeOfSpace, changing } from '../access/changes.ts';
import { inNamedSpace, inSpace } from '../access/needs.ts';
import type { ConfigWriter, WriteAsked, Written } from '../../../reconciler/loop/config-writer.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import type { ConfigEdit, MeantState } from '../../../reconciler/loop/loader.ts';
import type { WrittenResource } from '../../../schemas/edit/resource.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import { partsMeant } from '../edge/entity-tags.ts';
import { matchHeader, spacePath } from '../shapes/parameters.ts';
import { responsesOfWrite, writtenAgentView, writtenSpaceView } from '../shapes/written.ts';
import { showWritten, statusOfWritten } from '../show/written.ts';
import type { Api } from '../typed.ts';

export interface DeclareDeps {
  readonly configWriter: ConfigWriter;
  readonly reconciler: Reconciler;
}

const name = { type: 'string', minLength: 1, maxLength: 63, description: 'Its name.' } as const;
const labels = {
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'As in its document.',
} as const;
const spec = {
  type: 'object',
  additionalProperties: true,
  description: 'As in its document; raworc schema shows every field.',
} as const;
const key = {
  'idempotency-key': {
    type: 'string',
    minLength: 1,
    maxLength: 200,
    pattern: '^[\\x21-\\x7E]+$',
    description: 'The same key writes only once.',
  },
} as const;
const headersOfNew = { type: 'object', properties: key } as const;
const headers = { type: 'object', properties: { ...key, ...matchHeader } } as const;
const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: {
    dry_run: { type: 'boolean', default: false, description: 'Only show what would be written.' },
    message: { type: 'string', maxLength: 500, description: 'The first line of the commit.' },
  },
} as const;

const newSpace = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name, labels, spec },
} as const;
const spaceBody = { type: 'object', additionalProperties: false, properties: { labels, spec } } as const;

const sources = {
  source_repo: { type: 'string', minLength: 1, description: 'In short for spec.source.repo.' },
  source_ref: { type: 'string', minLength: 1, description: 'In short for spec.source.ref.' },
  source_path: { type: 'string', minLength: 1, description: 'In short for spec.source.path.' },
  purpose: { type: 'string', description: 'In short for spec.purpose.' },
} as const;
const newAgent = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name, labels, spec, ...sources },
} as const;
const agentBody = {
  type: 'object',
  additionalProperties: false,
  properties: { labels, spec, ...sources },
} as const;
const agentPath = {
  type: 'object',
  required: ['space', 'agent'],
  properties: { space: { type: 'string' }, agent: { type: 'string', description: "The agent's name." } },
} as const;

interface Request {
  readonly account: string;
  readonly headers: { readonly 'idempotency-key'?: string };
  readonly query: { readonly dry_run: boolean; readonly message?: string };
}

interface Matched {
  readonly headers: { readonly 'if-match'?: string };
}

interface Body {
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface AgentBody extends Body {
  readonly source_repo?: string;
  readonly source_ref?: string;
  readonly source_path?: string;
  readonly purpose?: string;
}

/** How long an answer waits for what it wrote to be followed. */
const followMs = 10_000;

export function declareRoutes(api: Api, { configWriter, reconciler }: DeclareDeps): void {
  async function write(edit: ConfigEdit, request: Request, said: string): Promise<Written> {
    const once = request.headers['idempotency-key'];
    const asked: WriteAsked = {
      by: request.account,
      message: request.query.message ?? said,
      dryRun: request.query.dry_run,
      ...(once === undefined ? {} : { key: once }),
    };
    const written = await settled(configWriter.write([edit], asked), request.account);
    if (written.type === 'committed') await follow(request.account);
    return written;
  }

  /** Whoever has looked at what is old now gets what is new when they look again. */
  async function settled(writing: Promise<Written>, by: string): Promise<Written> {
    try {
      return await writing;
    } catch (error) {
      if (error instanceof RaworcError && error.code === 'PRECONDITION_FAILED') await follow(by);
      throw error;
    }
  }

  /** So that what comes next finds what was just written. A commit that can't be read now is read by the next poll. */
  async function follow(by: string): Promise<void> {
    try {
      await reconciler.sync({ by }, { signal: AbortSignal.timeout(followMs) });
    } catch (error) {
      if (!(error instanceof RaworcError) && !(error instanceof DOMException)) throw error;
    }
  }

  api.post(
    '/spaces',
    {
      config: changing(inNamedSpace('create', 'Space', 'name'), changeOfSpace),
      schema: {
        operationId: 'declareSpace',
        response: { ...responsesOfWrite(writtenSpaceView, 201) },
        tags: ['spaces'],
        summary: 'Declare a space',
        body: newSpace,
        headers: headersOfNew,
        querystring,
      },
    },
    async (request, reply) => {
      const { name: space, ...body } = request.body;
      const resource: WrittenResource = { kind: 'Space', name: space, ...contentOf(body) };
      const written = await write({ type: 'create', resource }, request, `Declare the space ${space}`);
      return reply
        .status(statusOfWritten(written, true))
        .header('location', `/api/v0/spaces/${space}`)
        .send({ name: space, ...showWritten(written) });
    },
  );

  api.put(
    '/spaces/:space',
    {
      config: changing(inSpace('update', 'Space', 'space'), changeOfSpace),
      schema: {
        operationId: 'replaceSpace',
        response: { ...responsesOfWrite(writtenSpaceView) },
        tags: ['spaces'],
        summary: 'Replace what a space declares',
        params: spacePath,
        body: spaceBody,
        headers,
        querystring,
      },
    },
    async (request, reply) => {
      const { space } = request.params;
      const resource: WrittenResource = { kind: 'Space', name: space, ...contentOf(request.body) };
      const edit = { type: 'replace', resource, ...meant(request, 'by itself') } as const;
      const written = await write(edit, request, `Change the space ${space}`);
      return reply.status(statusOfWritten(written, false)).send({ name: space, ...showWritten(written) });
    },
  );

  api.delete(
    '/spaces/:space',
    {
      config: changing(inSpace('delete', 'Space', 'space'), changeOfSpace),
      schema: {
        operationId: 'removeSpace',
        response: { ...responsesOfWrite(writtenSpaceView) },
        tags: ['spaces'],
        summary: 'Remove a space with all that is declared in it',
        params: spacePath,
        headers,
        querystring,
      },
    },
    async (request, reply) => {
      const { space } = request.params;
      const resource = { kind: 'Space', name: space };
      const edit = { type: 'remove', resource, ...meant(request, 'with its agents') } as const;
      const written = await write(edit, request, `Remove the space ${space}`);
      return reply.status(statusOfWritten(written, false)).send({ name: space, ...showWritten(written) });
    },
  );

  api.post(
    '/spaces/:space/agents',
    {
      config: changing(inSpace('create', 'Agent'), changeOfAgent),
      schema: {
        operationId: 'declareAgent',
        response: { ...responsesOfWrite(writtenAgentView, 201) },
        tags: ['spaces'],
        summary: 'Declare an agent',
        params: spacePath,
        body: newAgent,
        headers: headersOfNew,
        querystring,
      },
    },
    async (request, reply) => {
      const { space } = request.params;
      const { name: agent, ...body } = request.body;
      const resource: WrittenResource = { kind: 'Agent', name: agent, space, ...agentContent(body) };
      const written = await write(
        { type: 'create', resource },
        request,
        `Declare the agent ${space}/${agent}`,
      );
      return reply
        .status(statusOfWritten(written, true))
        .header('location', `/api/v0/spaces/${space}/agents/${agent}`)
        .send({ space, name: agent, ...showWritten(written) });
    },
  );

  api.put(
    '/spaces/:space/agents/:agent',
    {
      config: changing(inSpace('update', 'Agent', 'agent'), changeOfAgent),
      schema: {
        operationId: 'replaceAgent',
        response: { ...responsesOfWrite(writtenAgentView) },
        tags: ['spaces'],
        summary: 'Replace what an agent declares',
        params: agentPath,
        body: agentBody,
        headers,
        querystring,
      },
    },
    async (request, reply) => {
      const { space, agent } = request.params;
      const resource: WrittenResource = { kind: 'Agent', name: agent, space, ...agentContent(request.body) };
      const edit = { type: 'replace', resource, ...meant(request, 'by itself') } as const;
      const written = await write(edit, request, `Change the agent ${space}/${agent}`);
      return reply
        .status(statusOfWritten(written, false))
        .send({ space, name: agent, ...showWritten(written) });
    },
  );

  api.delete(
    '/spaces/:space/agents/:agent',
    {
      config: changing(inSpace('delete', 'Agent', 'agent'), changeOfAgent),
      schema: {
        operationId: 'removeAgent',
        response: { ...responsesOfWrite(writtenAgentView) },
        tags: ['spaces'],
        summary: 'Remove an agent',
        params: agentPath,
        headers,
        querystring,
      },
    },
    async (request, reply) => {
      const { space, agent } = request.params;
      const resource = { kind: 'Agent', name: agent, space };
      const edit = { type: 'remove', resource, ...meant(request, 'by itself') } as const;
      const written = await write(edit, request, `Remove the agent ${space}/${agent}`);
      return reply
        .status(statusOfWritten(written, false))
        .send({ space, name: agent, ...showWritten(written) });
    },
  );
}

/** As `spaces.ts` names the parts of a tag. */
const places = { 'by itself': 0, 'with its agents': 1 } as const;

function meant({ headers: given }: Matched, what: keyof typeof places): MeantState {
  const states = partsMeant(given['if-match'], places[what]);
  return states === undefined ? {} : { states };
}

function contentOf({ labels: given, spec: wanted }: Body): Body {
  return {
    ...(given === undefined ? {} : { labels: given }),
    ...(wanted === undefined ? {} : { spec: wanted }),
  };
}

/** The short fields stand beside what the spec says, and win. */
function agentContent({
  source_repo: repo,
  source_ref: ref,
  source_path: path,
  purpose,
  ...body
}: AgentBody): Body {
  const given = body.spec?.['source'] ?? {};
  const short = Object.fromEntries(
    Object.entries({ repo, ref, path }).filter(([, value]) => value !== undefined),
  );
  const source = { ...given, ...short };
  const wanted = {
    ...body.spec,
    ...(Object.keys(source).length === 0 ? {} : { source }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  return contentOf({ ...body, spec: wanted });
}
