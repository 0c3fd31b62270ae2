// A session's archive: written by anybody who may create a session.

import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  string,
} from 'fast-check';
import { pack } from 'tar-stream';
import { RaworcError } from '../../../state/model/errors.ts';
import { createImport } from '../../../runtime/sessions/workspaces/archive/import.ts';
import { systemClock, systemRandom } from '../../../cli/serve/clock.ts';
import { damagedValue, oddText } from '../damage.ts';
import { openTarget, type Target } from '../target.ts';

const manifest = record({
  format: constantFrom('raworc.session'),
  version: constantFrom(1),
  exported_at: constantFrom('2026-01-01T00:00:00.000Z'),
  session: record({
    id: string(),
    space: constantFrom('sales'),
    agent: option(constantFrom('bot')),
    metadata: constantFrom({}, { a: 1 }),
    created_at: constantFrom('2026-01-01T00:00:00.000Z'),
  }),
});
const message = record({
  role: constantFrom('user', 'agent', 'system'),
  agent: option(constantFrom('bot')),
  content: string(),
  metadata: constantFrom({}),
  created_at: constantFrom('2026-01-01T00:00:00.000Z'),
});
const path = oneof(
  { arbitrary: constantFrom('a', 'a/b', 'a/b/c', 'd/', './e', 'link/x', 'ä😀'), weight: 6 },
  { arbitrary: oneof(oddText, constantFrom('/etc/passwd', 'a/../../b', 'x'.repeat(300), 'a\nb')), weight: 1 },
);
const entry = record({
  folder: oneof(
    { arbitrary: constantFrom('workspace/'), weight: 6 },
    { arbitrary: constantFrom('', 'messages/', 'work'), weight: 1 },
  ),
  path,
  type: constantFrom('file', 'file', 'directory', 'symlink', 'link', 'fifo', 'character-device'),
  linkname: oneof(path, constantFrom('/session/a', '/etc', '..', 'workspace/a', '/session/../etc')),
  content: string(),
  mode: constantFrom(0o644, 0o4755, 0, 0o7777),
});
const inputs = record({
  manifest: oneof({ arbitrary: manifest, weight: 3 }, { arbitrary: damagedValue(manifest), weight: 1 }),
  messages: array(damagedValue(message), { maxLength: 3 }),
  entries: array(entry, { maxLength: 5 }),
  isWhole: option(constantFrom(true), { freq: 8, nil: false }),
  zipped: boolean(),
  damage: oneof(
    { arbitrary: constant(null), weight: 5 },
    { arbitrary: record({ at: nat(), byte: integer({ min: 0, max: 255 }), cut: boolean() }), weight: 1 },
  ),
  piece: integer({ min: 1, max: 5000 }),
});
type Input = typeof inputs extends { generate: unknown }
  ? Parameters<Parameters<typeof inputs.map>[0]>[0]
  : never;

async function tarOf(input: Input): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'manifest.json' }, JSON.stringify(input.manifest) ?? '');
  const lines = input.messages.map((each) => JSON.stringify(each) ?? '').join('\n');
  tar.entry({ name: 'messages/000000001.jsonl' }, lines);
  for (const { folder, path: name, type, linkname, content, mode } of input.entries) {
    const isFile = type === 'file';
    const more = type === 'symlink' || type === 'link' ? { linkname } : {};
    tar.entry({ name: folder + name, type, mode, ...more }, isFile ? content : '');
  }
  if (input.isWhole) tar.entry({ name: 'complete.json' }, '{}');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const plain = Buffer.concat(chunks);
  const bytes = input.zipped ? gzipSync(plain, { level: 1 }) : plain;
  if (input.damage === null) return bytes;
  const { at, byte, cut } = input.damage;
  if (cut) return bytes.subarray(0, at % bytes.length);
  bytes[at % bytes.length] = byte;
  return bytes;
}

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const archiveTarget: Target = {
  files: ['import', 'check-entry', 'format', 'read-tar', 'repack'].map(
    (name) => `runtime/sessions/workspaces/archive/${name}.ts`,
  ),
  async open() {
    let begun = false;
    let discarded = false;
    const tables = {
      spaces: {
        get: async () => ({
          name: 'sales',
          spec: { sessions: { max: 50 }, resources: { storage: '1Gi' } },
          removing: false,
        }),
      },
      agents: { get: async () => undefined },
      sessions: { insert: async () => undefined, countOpen: async () => 0, count: async () => 0 },
      events: { append: async () => undefined, add: async () => undefined },
      messages: { insertAll: async () => undefined },
    };
    const anything = (own: object): unknown =>
      new Proxy(own, {
        get: (target, name) =>
          name === 'then' ? undefined : ((Reflect.get(target, name) as unknown) ?? (async () => [])),
      });
    const wrapped = new Proxy(tables, {
      get: (target, name) =>
        name === 'then' ? undefined : anything((Reflect.get(target, name) as object | undefined) ?? {}),
    });
    const importSession = createImport({
      store: { ...tables, transaction: (work: (own: unknown) => unknown) => work(wrapped) } as never,
      volumes: { ensure: async () => undefined as never },
      edit: (async (_id: string, _by: string, work: (session: unknown) => unknown) => {
        await work({
          row: () => ({ awaits: 'import', target: 'running', state: 'init' }),
          patch: () => undefined,
          log: () => undefined,
          now: 1,
        });
        return { row: {}, result: undefined };
      }) as never,
      onFiles: {
        async ask({ input }: { readonly input: Readable }) {
          let bytes = 0;
          for await (const chunk of input) bytes += (chunk as Buffer).length;
          return { files: 1, bytes };
        },
      } as never,
      clock: systemClock,
      random: systemRandom,
      checkpoint: async () => void (begun = true),
      discard: async () => void (discarded = true),
      ready: () => undefined,
    });
    return openTarget({
      inputs,
      async read(input) {
        begun = false;
        discarded = false;
        const source = Readable.from(piecesOf(await tarOf(input), input.piece), { objectMode: false });
        try {
          await importSession({ space: 'sales', by: 'ann' }, source, {
            signal: new AbortController().signal,
          });
        } catch (error) {
          if (!(error instanceof RaworcError)) throw error;
          if (begun && !discarded) throw new Error('What was begun stays.', { cause: error });
        }
        return begun;
      },
    });
  },
};
