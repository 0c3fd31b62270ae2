// A collector as OpenTelemetry's exporters know it: takes OTLP by http/protobuf, and tells the spans that came.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type Fields, hex, messages, number, readFields, text } from './protobuf.ts';

export type Value = string | number | boolean;

export interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where it begins a trace. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly isError: boolean;
  readonly service: string;
}

export interface Collector extends AsyncDisposable {
  readonly url: string;
  /** Those that came until now. */
  spans(): readonly ToldSpan[];
  /** Resolves with all that came once some of them make `isThere` true. */
  until(isThere: (spans: readonly ToldSpan[]) => boolean): Promise<readonly ToldSpan[]>;
  /** From now on it answers so. */
  answer(status: number): void;
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_ERROR = 2n;

export async function openCollector(): Promise<Collector> {
  const told: ToldSpan[] = [];
  const listeners = new Set<() => void>();
  let status = 200;
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    if (status === 200) told.push(...spansOf(readFields(body)));
    response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
    for (const tell of listeners) tell();
  }
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => told,
    until(isThere) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!isThere(told)) return;
          listeners.delete(look);
          resolve(told);
        };
        listeners.add(look);
        look();
      });
    },
    answer(next) {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `ExportTraceServiceRequest`. */
function spansOf(request: Fields): readonly ToldSpan[] {
  return messages(request, 1).flatMap((ofResource) => {
    const resource = messages(ofResource, 1).flatMap((each) => attributesOf(each, 1));
    const service = String(Object.fromEntries(resource)['service.name']);
    return messages(ofResource, 2).flatMap((ofScope) =>
      messages(ofScope, 2).map((span) => spanOf(span, service)),
    );
  });
}

function spanOf(span: Fields, service: string): ToldSpan {
  return {
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentId: hex(span, 4),
    name: text(span, 5),
    kind: kinds[Number(number(span, 6))] ?? 'internal',
    startedAt: Number(number(span, 7) / 1_000_000n),
    endedAt: Number(number(span, 8) / 1_000_000n),
    attributes: Object.fromEntries(attributesOf(span, 9)),
    isError: messages(span, 15).some((state) => number(state, 3) === STATUS_ERROR),
    service,
  };
}

function attributesOf(fields: Fields, at: number): readonly (readonly [string, Value])[] {
  return messages(fields, at).map((pair) => [text(pair, 1), valueOf(messages(pair, 2)[0] ?? new Map())]);
}

function valueOf(value: Fields): Value {
  if (value.has(2)) return number(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, number(value, 3)));
  if (value.has(4)) return doubleOf(number(value, 4));
  return text(value, 1);
}

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
