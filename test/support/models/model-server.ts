// A server that speaks as much of OpenAI's and Anthropic's APIs as choosing an agent takes, and misbehaves as it is told.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';

export interface AskedModel {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** All that the model was told, as one text. */
  readonly text: string;
}

export type ModelMood =
  | { readonly type: 'answers'; readonly value: unknown }
  /** Text that is no JSON. */
  | { readonly type: 'says'; readonly text: string }
  | { readonly type: 'status'; readonly status: number; readonly body?: string }
  | { readonly type: 'redirects'; readonly to: string }
  /** Takes the request and never answers. */
  | { readonly type: 'hangs' }
  /** Begins an answer and never ends it. */
  | { readonly type: 'drips' }
  | { readonly type: 'floods' }
  | { readonly type: 'hangs-up' };

export interface ModelServer extends AsyncDisposable {
  /** Up to and with the version. */
  readonly url: string;
  mood: ModelMood;
  readonly asked: AskedModel[];
}

export async function startModelServer(): Promise<ModelServer> {
  const asked: AskedModel[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;

  const model: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    mood: { type: 'answers', value: {} },
    asked,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readAll(request);
    const { url: path = '', headers } = request;
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    asked.push({ path, headers, body, text });
    const { mood } = model;
    switch (mood.type) {
      case 'answers':
      case 'says': {
        const said = mood.type === 'says' ? mood.text : JSON.stringify(mood.value);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(path.endsWith('/messages') ? anthropic(body, said) : openai(body, said)));
        return;
      }
      case 'status':
        response.statusCode = mood.status;
        response.end(mood.body ?? '');
        return;
      case 'redirects':
        response.writeHead(307, { location: mood.to });
        response.end();
        return;
      case 'hangs':
        return;
      case 'drips':
        response.setHeader('content-type', 'application/json');
        response.write('{');
        return;
      case 'floods':
        response.setHeader('content-type', 'application/json');
        response.write('"');
        for (let block = 0; block < 64; block += 1) response.write('x'.repeat(1024 * 1024));
        response.end('"');
        return;
      case 'hangs-up':
        request.socket.destroy();
        return;
      default:
        mood satisfies never;
    }
  }

  return model;
}

function openai({ model }: Readonly<Record<string, unknown>>, content: string) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

/** As text, or as the call of the tool that stands for the answer. */
function anthropic({ model, tools }: Readonly<Record<string, unknown>>, said: string) {
  const [tool] = (tools ?? []) as readonly { readonly name: string }[];
  const isJson = said.startsWith('{');
  const content =
    tool !== undefined && isJson
      ? [{ type: 'tool_use', id: 'toolu_1', name: tool.name, input: JSON.parse(said) as unknown }]
      : [{ type: 'text', text: said }];
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: tool !== undefined && isJson ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
}
