// Asking a model over HTTP, by both APIs: what it is told, and that nothing it does can keep a message waiting.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createAskModel } from '../../../../../runtime/sessions/routing/model/ai-model.ts';
import type { ModelQuestion } from '../../../../../runtime/sessions/routing/model/ask-model.ts';
import type { ModelVerdict } from '../../../../../runtime/sessions/routing/route.ts';
import type { RoutingModel } from '../../../../../schemas/kinds/routing.ts';
import {
  startModelServer,
  type ModelMood,
  type ModelServer,
} from '../../../../support/models/model-server.ts';

const KEY = 'sk-very-secret';

const agents = ['buyer', 'clerk'].map((name) => ({
  name,
  purpose: `What ${name}s do`,
  description: '',
  capabilities: [],
}));

const askModel = createAskModel({
  secrets: {
    open(space, names) {
      if (space === 'damaged') return Promise.reject(new Error(KEY));
      const isThere = names.includes('KEY');
      return Promise.resolve({ values: isThere ? { KEY } : {}, missing: isThere ? [] : [...names] });
    },
  },
});

let server: ModelServer;
before(async () => {
  server = await startModelServer();
});
after(() => server[Symbol.asyncDispose]());

function question(model: Partial<RoutingModel> = {}, more: Partial<ModelQuestion> = {}): ModelQuestion {
  const { url: baseUrl } = server;
  const asked = { provider: 'openai', model: 'small', baseUrl, timeout: '10s', when: 'always' } as const;
  return { space: 'sales', model: { ...asked, ...model }, agents, previous: null, content: 'hi', ...more };
}

const codeOf = (verdict: ModelVerdict): string =>
  verdict.type === 'failed' ? verdict.fallback.code : `chose ${verdict.agent}`;

const good = { agent: 'clerk', confidence: 0.8, reason: 'It is about leave' };

for (const provider of ['openai', 'anthropic'] as const) {
  describe(`a model of ${provider}`, () => {
    it('chooses, and says why in a sentence', async () => {
      server.mood = { type: 'answers', value: good };
      const verdict = await askModel(question({ provider }));
      assert.deepEqual(verdict, {
        type: 'chosen',
        agent: 'clerk',
        confidence: 0.8,
        reason: 'It is about leave.',
      });
    });

    it('is told the agents, who answered last and the message, and may name no other agent', async () => {
      server.mood = { type: 'answers', value: good };
      server.asked.length = 0;
      await askModel(question({ provider, apiKeySecret: 'KEY' }, { previous: 'buyer', content: 'my leave' }));
      const [asked] = server.asked;
      assert.ok(asked !== undefined);
      assert.equal(asked.path, provider === 'openai' ? '/v1/chat/completions' : '/v1/messages');
      assert.equal(asked.body['model'], 'small');
      for (const part of ['What clerks do', 'answered last: buyer', 'my leave', '"enum":["buyer","clerk"]'])
        assert.ok(asked.text.includes(part), part);
      const { authorization, 'x-api-key': apiKey } = asked.headers;
      assert.equal(
        provider === 'openai' ? authorization : apiKey,
        provider === 'openai' ? `Bearer ${KEY}` : KEY,
      );
      assert.ok(!asked.text.includes(KEY));
    });

    it('gets no key of this process where none is declared', async () => {
      server.mood = { type: 'answers', value: good };
      server.asked.length = 0;
      process.env['ANTHROPIC_API_KEY'] = process.env['OPENAI_API_KEY'] = 'of-the-host';
      try {
        assert.equal(codeOf(await askModel(question({ provider }))), 'chose clerk');
      } finally {
        delete process.env['ANTHROPIC_API_KEY'];
        delete process.env['OPENAI_API_KEY'];
      }
      assert.ok(!JSON.stringify(server.asked[0]?.headers).includes('of-the-host'));
    });

    const troubles: readonly (readonly [why: string, mood: ModelMood, code: string])[] = [
      [
        'that invents an agent is not believed',
        { type: 'answers', value: { ...good, agent: 'boss' } },
        'MODEL_ANSWER_UNUSABLE',
      ],
      ['that talks is not understood', { type: 'says', text: 'I think the clerk' }, 'MODEL_ANSWER_UNUSABLE'],
      ['that says nothing is not understood', { type: 'says', text: '' }, 'MODEL_ANSWER_UNUSABLE'],
      [
        'that answers with a list is not understood',
        { type: 'answers', value: ['clerk'] },
        'MODEL_ANSWER_UNUSABLE',
      ],
      [
        'whose server is broken is named by its status',
        { type: 'status', status: 500, body: KEY },
        'MODEL_REFUSED',
      ],
      [
        'that wants a better key is named by its status',
        { type: 'status', status: 401, body: KEY },
        'MODEL_REFUSED',
      ],
      [
        'that is busy is not asked again while somebody waits',
        { type: 'status', status: 429 },
        'MODEL_REFUSED',
      ],
      [
        'that answers something else with 200 is not understood',
        { type: 'status', status: 200, body: '<html>' },
        'MODEL_ANSWER_UNUSABLE',
      ],
      ['that hangs up is unreachable', { type: 'hangs-up' }, 'MODEL_UNREACHABLE'],
      ['that never stops is stopped', { type: 'floods' }, 'MODEL_'],
    ];
    for (const [why, mood, code] of troubles) {
      it(why, async () => {
        server.mood = mood;
        server.asked.length = 0;
        const verdict = await askModel(question({ provider, apiKeySecret: 'KEY' }));
        assert.ok(codeOf(verdict).startsWith(code), codeOf(verdict));
        assert.ok(!JSON.stringify(verdict).includes(KEY), 'the key is nowhere');
        assert.equal(server.asked.length, 1, 'it is asked once');
      });
    }

    it('that sends elsewhere is not followed, for the key would go there', async () => {
      server.mood = { type: 'redirects', to: `${server.url}/elsewhere` };
      server.asked.length = 0;
      const verdict = await askModel(question({ provider, apiKeySecret: 'KEY' }));
      assert.equal(codeOf(verdict), 'MODEL_UNREACHABLE');
      assert.equal(server.asked.length, 1);
    });

    for (const type of ['hangs', 'drips'] as const) {
      it(`that ${type} is not waited for beyond its time`, async () => {
        server.mood = { type };
        const verdict = await askModel(question({ provider, timeout: '300ms' }));
        assert.equal(codeOf(verdict), 'MODEL_TIMEOUT');
        assert.match(JSON.stringify(verdict), /within 300ms\./);
      });
    }
  });
}

it('nobody is asked once nobody waits', async () => {
  server.mood = { type: 'hangs' };
  const verdict = await askModel(question(), { signal: AbortSignal.abort() });
  assert.equal(codeOf(verdict), 'MODEL_TIMEOUT');
});

it('a server that isn’t there is unreachable', async () => {
  const verdict = await askModel(question({ baseUrl: 'http://127.0.0.1:1/v1' }));
  assert.equal(codeOf(verdict), 'MODEL_UNREACHABLE');
});

it('a key that is not set, or can’t be opened, is said by its name', async () => {
  server.asked.length = 0;
  const missing = await askModel(question({ apiKeySecret: 'OTHER' }));
  assert.equal(codeOf(missing), 'MODEL_KEY_MISSING');
  assert.match(JSON.stringify(missing), /OTHER/);
  const damaged = await askModel(question({ apiKeySecret: 'KEY' }, { space: 'damaged' }));
  assert.equal(codeOf(damaged), 'MODEL_KEY_MISSING');
  assert.ok(!JSON.stringify(damaged).includes(KEY));
  assert.equal(server.asked.length, 0);
});

it('a long message and 500 agents make no endless question', async () => {
  server.mood = { type: 'answers', value: { agent: 'agent-7', confidence: 2, reason: '' } };
  server.asked.length = 0;
  const many = Array.from({ length: 500 }, (_, index) => ({
    name: `agent-${index}`,
    purpose: 'x'.repeat(4_096),
    description: 'y'.repeat(4_096),
    capabilities: ['z'.repeat(256)],
  }));
  const verdict = await askModel(question({}, { agents: many, content: 'm'.repeat(8 * 1024 * 1024) }));
  assert.deepEqual(verdict, {
    type: 'chosen',
    agent: 'agent-7',
    confidence: 0.5,
    reason: 'The model chose it.',
  });
  assert.ok((server.asked[0]?.text.length ?? Infinity) < 64 * 1024);
});
