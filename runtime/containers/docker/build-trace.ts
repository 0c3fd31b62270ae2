// BuildKit reports its progress as protobuf messages (StatusResponse of its control API). Only a few fields of a
// step and of a piece of log are wanted, so they are read straight from the wire.

export interface TracedStep {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  readonly started: boolean;
  readonly completed: boolean;
  readonly error: string;
}

export interface TracedLog {
  /** Digest of the step that printed it. */
  readonly step: string;
  readonly stream: number;
  readonly bytes: Uint8Array;
}

export interface BuildTrace {
  readonly steps: readonly TracedStep[];
  readonly logs: readonly TracedLog[];
}

export function decodeBuildTrace(message: Uint8Array): BuildTrace {
  const steps: TracedStep[] = [];
  const logs: TracedLog[] = [];
  for (const { field, bytes } of fields(message)) {
    if (bytes === undefined) continue;
    if (field === 1) steps.push(decodeStep(bytes));
    if (field === 3) logs.push(decodeLog(bytes));
  }
  return { steps, logs };
}

function decodeStep(message: Uint8Array): TracedStep {
  const step = { digest: '', name: '', cached: false, started: false, completed: false, error: '' };
  for (const { field, bytes, number } of fields(message)) {
    if (field === 1) step.digest = text(bytes);
    if (field === 3) step.name = text(bytes);
    if (field === 4) step.cached = number !== 0;
    if (field === 5) step.started = true;
    if (field === 6) step.completed = true;
    if (field === 7) step.error = text(bytes);
  }
  return step;
}

function decodeLog(message: Uint8Array): TracedLog {
  const log = { step: '', stream: 0, bytes: new Uint8Array() };
  for (const { field, bytes, number } of fields(message)) {
    if (field === 1) log.step = text(bytes);
    if (field === 3) log.stream = number;
    if (field === 4) log.bytes = bytes === undefined ? log.bytes : Uint8Array.from(bytes);
  }
  return log;
}

const decoder = new TextDecoder();
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? '' : decoder.decode(bytes));

interface Field {
  readonly field: number;
  readonly number: number;
  /** Only of length-delimited fields. */
  readonly bytes?: Uint8Array;
}

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;

function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < message.length; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case VARINT:
        yield { field, number: varint() };
        break;
      case DELIMITED: {
        const length = varint();
        yield { field, number: 0, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      case FIXED_64:
        at += 8;
        break;
      case FIXED_32:
        at += 4;
        break;
      default:
        // A wire type that we don't know can't be stepped over.
        return;
    }
  }
}
