// The text in a stream of server-sent events, as the AI SDK, OpenAI and plain servers write them.

/** `chunks` are pieces of text. */
export async function* textsOf(chunks) {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield textOfEvent(line.slice(5).trimStart());
  }
}

function textOfEvent(data) {
  if (data === '[DONE]') return '';
  let event;
  try {
    event = JSON.parse(data);
  } catch {
    return data;
  }
  if (typeof event === 'string') return event;
  if (event?.type === 'error') throw new Error(String(event.errorText ?? event.message ?? data));
  if (typeof event?.delta === 'string') return /text/.test(event.type ?? 'text') ? event.delta : '';
  return event?.choices?.[0]?.delta?.content ?? event?.text ?? event?.content ?? '';
}
