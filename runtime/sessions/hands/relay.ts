// The host's end of a relay (`supervisor/container/hands/relay.py`): connections to ports inside a session, many over one
// command's standard streams, each with a window of its own.

import { Duplex } from 'node:stream';
import { RaworcError } from '../../../state/model/errors.ts';
import type { RunningExec } from '../../containers/engine.ts';
import { connectionBroke, nothingListens, relayGone } from '../errors.ts';
import { createPieceReader, piece } from './pieces.ts';

const OPEN = 0;
const DATA = 1;
const END = 2;
const RESET = 3;
const CREDIT = 4;
const OPENED = 5;

/** Bytes that one side sends ahead of what the other has passed on. */
const WINDOW = 256 * 1024;

export interface Relay {
  /** A connection to a port of the session's own loopback. Throws `PORT_CLOSED` where nothing listens there. */
  connect(port: number): Promise<Duplex>;
  /** Resolves when the relay is gone, for whatever reason. */
  readonly closed: Promise<void>;
  end(): void;
}

interface Carried {
  readonly duplex: Duplex;
  hear(kind: number, content: Buffer): void;
  fail(error: RaworcError): void;
}

export function createRelay(running: RunningExec): Relay {
  const connections = new Map<number, Carried>();
  const read = createPieceReader();
  let numbers = 0;
  let isOver = false;

  const say = (kind: number, number: number, content: Buffer, done?: () => void): void => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(number);
    running.input.write(piece(kind, Buffer.concat([head, content])), done);
  };

  running.errors.resume();
  running.output.on('data', (bytes: Buffer) => {
    for (const { kind, content } of read(bytes))
      connections.get(content.readUInt32BE(0))?.hear(kind, content.subarray(4));
  });
  async function whenClosed(): Promise<void> {
    await running.closed;
    isOver = true;
    for (const connection of connections.values()) connection.fail(relayGone());
    connections.clear();
  }
  const closed = whenClosed();

  return {
    closed,
    end: () => running.end(),
    connect(port) {
      if (isOver) return Promise.reject(relayGone());
      const number = (numbers += 1);
      const opened = Promise.withResolvers<Duplex>();
      const carried = carry({
        say: (kind, content, done) => say(kind, number, content, done),
        port,
        onOpened: () => opened.resolve(carried.duplex),
        onOver: (error) => {
          connections.delete(number);
          if (error !== undefined) opened.reject(error);
        },
      });
      connections.set(number, carried);
      say(OPEN, number, uint32(port));
      return opened.promise;
    },
  };
}

interface Carrying {
  readonly say: (kind: number, content: Buffer, done?: () => void) => void;
  readonly port: number;
  readonly onOpened: () => void;
  readonly onOver: (error: RaworcError | undefined) => void;
}

/** One connection as a stream; the other side is told when it is destroyed early. */
function carry({ say, port, onOpened, onOver }: Carrying): Carried {
  let credit = WINDOW;
  let unsent: { readonly bytes: Buffer; readonly done: () => void } | undefined;
  const arrived: Buffer[] = [];
  let isWanted = false;
  let hasEnded = false;
  let isOpen = false;
  let isTheirsOver = false;

  function send(): void {
    if (unsent === undefined || credit === 0) return;
    const { bytes, done } = unsent;
    const part = bytes.subarray(0, credit);
    credit -= part.length;
    if (part.length === bytes.length) {
      unsent = undefined;
      say(DATA, part, done);
    } else {
      unsent = { bytes: bytes.subarray(part.length), done };
      say(DATA, part);
    }
  }

  function deliver(): void {
    let passed = 0;
    while (isWanted && arrived.length > 0) {
      const next = arrived.shift() as Buffer;
      passed += next.length;
      isWanted = duplex.push(next);
    }
    if (passed > 0 && !hasEnded) say(CREDIT, uint32(passed));
    if (hasEnded && arrived.length === 0) duplex.push(null);
  }

  const duplex = new Duplex({
    allowHalfOpen: true,
    read() {
      isWanted = true;
      deliver();
    },
    write(bytes: Buffer, _encoding, done) {
      unsent = { bytes, done };
      send();
    },
    final(done) {
      say(END, Buffer.alloc(0));
      done();
    },
    destroy(error, done) {
      const hasFinished = duplex.writableFinished && hasEnded;
      if (!hasFinished && !isTheirsOver) say(RESET, Buffer.alloc(0));
      onOver(error instanceof RaworcError ? error : undefined);
      done(error);
    },
  });

  function fail(error: RaworcError): void {
    isTheirsOver = true;
    onOver(error);
    if (isOpen) duplex.destroy(error);
  }

  return {
    duplex,
    fail,
    hear(kind, content) {
      if (kind === OPENED) {
        isOpen = true;
        onOpened();
      } else if (kind === DATA) {
        // A copy: what it is cut from would be kept as long as it.
        arrived.push(Buffer.from(content));
        deliver();
      } else if (kind === END) {
        hasEnded = true;
        deliver();
      } else if (kind === CREDIT) {
        credit += content.readUInt32BE(0);
        send();
      } else if (kind === RESET) {
        const code = content.toString();
        fail(isOpen ? connectionBroke(port, code) : nothingListens(port, code));
      }
    },
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
