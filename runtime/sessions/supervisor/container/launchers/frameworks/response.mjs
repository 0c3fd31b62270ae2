// A web Response: its body is the reply, and of an event stream the text that its events bring.

import { textsOf } from './event-stream.mjs';

export function runnerOf(thing) {
  return thing instanceof Response ? (_message, _context, tell) => read(thing, tell) : undefined;
}

async function read(response, tell) {
  if (!response.ok) throw new Error(`The handler's response has the status ${response.status}`);
  const decoded = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
  const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  let content = '';
  for await (const text of isEvents ? textsOf(decoded) : decoded) {
    content += text;
    tell(text);
  }
  return { content };
}
