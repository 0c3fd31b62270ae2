// The served description: what people build on it they must be able to trust.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createSmallApp, smallAppToken } from '../../support/server/small-app.ts';
import type { Api } from '../../../server/api/typed.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';

type Tree = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Tree }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Tree }>> }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Tree>> };
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Every schema inside, itself too. */
function* schemasIn(value: unknown): Generator<Tree> {
  if (!isTree(value)) return;
  yield value;
  for (const [key, part] of Object.entries(value)) if (key !== 'examples') yield* schemasIn(part);
}

describe('the description of the API', () => {
  let app: Api;
  let described: Description;
  before(async () => {
    app = await createSmallApp({} as Sessions);
    const headers = { authorization: `Bearer ${smallAppToken}` };
    const answer = await app.inject({ url: '/api/v0/openapi.json', headers });
    described = answer.json();
  });
  after(() => app.close());

  const operations = () =>
    Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );

  it('says of each operation in one line what it does, and names it as no other, since clients are made of both', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    assert.ok(ids.length > 80);
    assert.deepEqual(
      operations()
        .filter(({ operation: { summary, operationId } }) => !summary || !operationId)
        .map(({ name }) => name),
      [],
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it('has a shape and an example for every JSON answer, so that nobody has to guess', () => {
    const lacking = operations().flatMap(({ name, operation }) =>
      Object.entries(operation.responses)
        .filter(([, { content }]) => {
          const schema = content?.['application/json']?.schema;
          return schema !== undefined && exampleOf(schema).length === 0;
        })
        .map(([status]) => `${name} ${status}`),
    );
    assert.deepEqual(lacking, []);
    const mute = operations().filter(
      ({ operation }) => !Object.keys(operation.responses).some((status) => /^[12]/.test(status)),
    );
    assert.deepEqual(
      mute.map(({ name }) => name),
      [],
    );
  });

  it('says of each operation how it fails, always in the same shape', () => {
    for (const { name, operation } of operations()) {
      const failed = Object.entries(operation.responses).filter(([status]) => status.startsWith('4'));
      assert.ok(failed.length > 0, name);
      for (const [, { content }] of failed)
        assert.equal(content?.['application/json']?.schema['$ref'], '#/components/schemas/Error', name);
    }
  });

  it('refers only to what it has', () => {
    const named = new Set(Object.keys(described.components.schemas));
    for (const { $ref } of schemasIn(described)) {
      if (typeof $ref === 'string') assert.ok(named.has($ref.replace('#/components/schemas/', '')), $ref);
    }
  });

  it('has no example that its own shape would refuse', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: 'api', components: described.components });
    let judged = 0;
    for (const schema of schemasIn([described.paths, described.components])) {
      const { examples } = schema;
      if (!Array.isArray(examples)) continue;
      const absolute = JSON.parse(
        JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'),
      ) as Tree;
      const judge = ajv.compile(absolute);
      for (const example of examples) {
        assert.ok(judge(example), `${JSON.stringify(example)}: ${ajv.errorsText(judge.errors)}`);
        judged += 1;
      }
    }
    assert.ok(judged > 60);
  });

  /** Its own, or that of the component that it refers to. */
  function exampleOf(schema: Tree): readonly unknown[] {
    const { $ref, examples } = schema;
    if (typeof $ref === 'string')
      return exampleOf(described.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    return Array.isArray(examples) ? examples : [];
  }
});
