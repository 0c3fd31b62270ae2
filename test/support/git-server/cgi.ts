// Turns a CGI program's output into an HTTP answer, and spoils it on its way where a test asks for that.

import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import type { Fault } from './git-server.ts';

/** Reads headers, then passes the body on; `sent` is told of each chunk's bytes. */
export function writeCgiAnswer(
  output: Readable,
  response: ServerResponse,
  fault: Fault | undefined,
  sent: (bytes: number) => void,
): void {
  let head: Buffer | undefined = Buffer.alloc(0);
  let position = 0;
  let stopped = false;

  function write(chunk: Buffer): void {
    if (stopped || chunk.length === 0) return;
    const spoilt = spoil(chunk, position, fault);
    position += chunk.length;
    sent(spoilt.bytes.length);
    response.write(spoilt.bytes);
    if (spoilt.next === 'go-on') return;
    stopped = true;
    if (spoilt.next === 'cut') response.socket?.end();
  }

  output.on('data', (chunk: Buffer) => {
    if (head === undefined) {
      write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const { status, headers } = parseHead(head.subarray(0, end).toString());
    const body = head.subarray(end + 4);
    head = undefined;
    response.writeHead(status, headers);
    write(body);
  });
  output.on('end', () => {
    if (head !== undefined) response.writeHead(500);
    if (!stopped) response.end();
  });
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}

function spoil(
  chunk: Buffer,
  position: number,
  fault: Fault | undefined,
): { readonly bytes: Buffer; readonly next: 'go-on' | 'hang' | 'cut' } {
  switch (fault?.type) {
    case 'cut':
    case 'hang-in-pack': {
      const left = fault.afterBytes - position;
      if (chunk.length < left) return { bytes: chunk, next: 'go-on' };
      return { bytes: chunk.subarray(0, left), next: fault.type === 'cut' ? 'cut' : 'hang' };
    }
    case 'corrupt': {
      const at = fault.atByte - position;
      if (at < 0 || at >= chunk.length) return { bytes: chunk, next: 'go-on' };
      const copy = Buffer.from(chunk);
      copy[at] = (copy[at] ?? 0) ^ 0x40;
      return { bytes: copy, next: 'go-on' };
    }
    default:
      return { bytes: chunk, next: 'go-on' };
  }
}
