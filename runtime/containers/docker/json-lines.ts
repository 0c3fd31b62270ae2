// The engine's progress streams: one JSON object per line.

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Ends with the stream and throws what the stream throws; a last line without newline counts. */
export async function* jsonLines<T>(stream: Readable): AsyncGenerator<T> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield JSON.parse(rest) as T;
}
