// Agents of four frameworks in one session, with the real packages and not a line of ours in them. The model that they ask is
// an agent too, so the space needs no network, and what a framework would tell its makers has nowhere to go.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { replyOf, waitForTurn } from '../../../cli/client/wait.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import type { FixtureFiles } from '../../support/git-server/fixture-repository.ts';
import { agentYaml, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

const NAME = 'frameworks';
const model = readFileSync(new URL('../../support/openai/model.py', import.meta.url), 'utf8');
const address = /PORT = (\d+)/.exec(model)?.[1] ?? '';
const url = `http://127.0.0.1:${address}/v1`;

function agent(name: string, manifest: object, files: Readonly<Record<string, string>>): FixtureFiles {
  const inFolder = Object.entries(files).map(([path, text]) => [`agents/${name}/${path}`, text]);
  return {
    [`spaces/${NAME}/agents/${name}.yaml`]: agentYaml(NAME, name, `path: agents/${name}`),
    [`agents/${name}/raworc.json`]: JSON.stringify({ timeout_seconds: 120, ...manifest }),
    ...(Object.fromEntries(inFolder) as FixtureFiles),
  };
}

const agents: FixtureFiles = {
  ...agent('model', { runtime: 'python3', handler: 'model.process_message' }, { 'model.py': model }),
  ...agent(
    'graph',
    { runtime: 'python3', handler: 'main.graph' },
    {
      'requirements.txt': 'langgraph==1.2.24\nlangchain-openai==1.7.4\n',
      'main.py': `from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition


@tool
def shout(text: str) -> str:
    """Says it loudly."""
    print("shouting")
    return text.upper()


model = ChatOpenAI(model="small", base_url="${url}", api_key="none").bind_tools([shout])


def think(state):
    return {"messages": [model.invoke(state["messages"])]}


graph = StateGraph(MessagesState)
graph.add_node("think", think)
graph.add_node("tools", ToolNode([shout]))
graph.add_edge(START, "think")
graph.add_conditional_edges("think", tools_condition)
graph.add_edge("tools", "think")
`,
    },
  ),
  ...agent(
    'crew',
    { runtime: 'python3', handler: 'main.crew' },
    {
      'requirements.txt': 'crewai==1.15.30\n',
      'main.py': `from crewai import LLM, Agent, Crew, Task

llm = LLM(model="openai/small", base_url="${url}", api_key="none")
clerk = Agent(role="clerk", goal="to answer", backstory="An old hand.", llm=llm)
answer = Task(description="{message}", expected_output="one line", agent=clerk)
crew = Crew(agents=[clerk], tasks=[answer])
`,
    },
  ),
  ...agent(
    'team',
    { runtime: 'python3', handler: 'main.team' },
    {
      'requirements.txt': 'autogen-agentchat==0.7.5\nautogen-ext[openai]==0.7.5\n',
      'main.py': `from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.conditions import MaxMessageTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_ext.models.openai import OpenAIChatCompletionClient

KNOWN = {"vision": False, "function_calling": True, "json_output": False, "family": "unknown", "structured_output": False}
model = OpenAIChatCompletionClient(model="small", base_url="${url}", api_key="none", model_info=KNOWN)
clerk = AssistantAgent("clerk", model_client=model, model_client_stream=True)


def team():
    return RoundRobinGroupChat([clerk], termination_condition=MaxMessageTermination(2))
`,
    },
  ),
  ...agent(
    'stream',
    { runtime: 'node', handler: 'index.agent' },
    {
      'package.json': JSON.stringify({
        type: 'module',
        dependencies: { ai: '6.0.326', '@ai-sdk/openai-compatible': '2.0.92' },
      }),
      'index.ts': `import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ToolLoopAgent } from 'ai';

const provider = createOpenAICompatible({ name: 'local', baseURL: '${url}', apiKey: 'none' });
export const agent = new ToolLoopAgent({ model: provider('small'), instructions: 'Be brief.' });
`,
    },
  ),
  ...agent(
    'server',
    { runtime: 'python3', contract: 'http', command: ['python3', 'server.py', 'events'] },
    {
      'server.py': readFileSync(new URL('../../fixtures/agents/http/server.py', import.meta.url), 'utf8'),
    },
  ),
};

let runtime: RealRuntime;
let session: string;

before(async () => {
  runtime = await openRealRuntime();
  const limits = 'network: { egress: none }, resources: { cpus: 2, memory: 3Gi, pids: 512 }';
  let { result } = await runtime.apply({ ...space(NAME, limits), ...agents });
  // The first build brings some hundreds of packages; the engine keeps them for the next.
  if (result === 'timeout')
    ({ result } = await runtime.client.post<{ result: typeof result }>('sync', { wait: 240 }));
  assert.equal(result, 'converged');
  session = await openSession(runtime, NAME);
  assert.equal(await ask(runtime, session, 'model', 'Serve.'), 'serving');
});
after(() => runtime?.[Symbol.asyncDispose]());

type Told = TurnWithReplyView & {
  readonly usage: object | null;
  readonly durations: { readonly first_delta_ms: number | null };
};

/** Frameworks of this size take their time to import. */
async function say(agent: string, content: string): Promise<{ readonly reply: string; readonly turn: Told }> {
  const asked = await runtime.client.post<TurnWithReplyView>(`sessions/${session}/messages`, {
    content,
    agent,
  });
  const turn = (await waitForTurn(runtime.client, session, asked, 120)) as Told;
  return { reply: replyOf(turn), turn };
}

for (const { agent, reply, counts, streams } of [
  { agent: 'graph', reply: 'heard: What is it?', counts: true, streams: true },
  { agent: 'crew', reply: 'heard: What is it?', counts: true, streams: false },
  { agent: 'team', reply: 'heard: What is it?', counts: true, streams: true },
  { agent: 'stream', reply: 'heard: What is it?', counts: true, streams: true },
  { agent: 'server', reply: 'an event: What is it?', counts: false, streams: true },
]) {
  test(`${agent} answers in a session of several frameworks`, async () => {
    const said = await say(agent, 'What is it?');
    assert.ok(said.reply.startsWith(reply), said.reply);
    assert.equal(said.turn.usage !== null, counts, 'it tells what the model took');
    assert.equal(said.turn.durations.first_delta_ms !== null, streams, 'it streams');
  });
}

test('a graph uses its tools, and what they print is no part of the reply', async () => {
  const { reply } = await say('graph', 'Please use a tool.');
  assert.equal(reply, 'the tool gave: PLEASE USE A TOOL.');
});

test('each hears what was said before to the others', async () => {
  await say('graph', 'My name is Ada.');
  const { reply } = await say('stream', 'And?');
  assert.equal(reply, 'heard: And? (said before: My name is Ada.)');
});
