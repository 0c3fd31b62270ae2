// What the config repository of the test declares, and the commits that it gets while the runtime is killed.

import { readFileSync } from 'node:fs';
import type { FixtureFiles } from '../support/git-server/fixture-repository.ts';
import { agentYaml, space } from '../support/runtime/agents.ts';

const fixture = (path: string) => readFileSync(new URL(`../fixtures/kill/${path}`, import.meta.url), 'utf8');

/** Its sessions talk from the beginning to the end. */
export const talkSpace = 'talk';
/** Its sessions come and go. */
export const choreSpace = 'chores';
/** It comes and goes itself. */
export const passingSpace = 'passing';

const limits = 'resources: { memory: 64Mi, pids: 64 }, sessions: { idle: {}, max: 100 }';
/** Its session is made ahead, and goes with the space where nobody takes it. */
const limitsAhead = limits.replace('idle: {}', 'idle: {}, warm: 1');
/** Is asked, and cannot be reached. */
const absentModel = '{ provider: openai, baseUrl: "http://127.0.0.1:1/v1", model: absent }';
/** What it says is executed under that key. */
export const scheduledKey = 'tick';
const everyMinute = `schedules: [{ name: minute, cron: "* * * * *", message: ${scheduledKey} 200, session: same, whileBusy: queue }]`;
/** Longer than any life. */
const slowBuild = 'sleep 600';
const sources = {
  ...folder('diary', fixture('diary/main.py'), fixture('diary/raworc.json')),
  ...folder('changing', fixture('changing/main.py'), fixture('changing/raworc.json')),
};

export function firstCommit(): FixtureFiles {
  return {
    ...sources,
    ...space(talkSpace, `${limits}, prune: auto, routing: { default: diary }`),
    ...declare(talkSpace, 'diary', 'diary', everyMinute),
    ...declare(talkSpace, 'colleague', 'diary'),
    ...space(choreSpace, `${limits}, prune: auto, routing: { default: diary, model: ${absentModel} }`),
    ...declare(choreSpace, 'diary'),
    ...declare(choreSpace, 'colleague', 'diary'),
    ...declare(choreSpace, 'changing'),
  };
}

/** A version of an agent that is not built before the next commit, which makes its build pointless. */
export function hastyChange(version: number): FixtureFiles {
  const manifest = JSON.parse(fixture('changing/raworc.json')) as object;
  return {
    'agents/changing/main.py': mainOf(-version),
    'agents/changing/raworc.json': JSON.stringify({ ...manifest, build_command: slowBuild }),
  };
}

/** Another version of an agent, and a guest that comes or goes. */
export function changedAgents(version: number): FixtureFiles {
  const guest = declare(choreSpace, 'guest', 'diary');
  return {
    'agents/changing/main.py': mainOf(version),
    'agents/changing/raworc.json': fixture('changing/raworc.json'),
    ...(version % 2 === 1 ? guest : Object.fromEntries(Object.keys(guest).map((path) => [path, null]))),
  };
}

/** What the changing agent says of itself. */
export const versionSaid = (version: number) => `version ${version}`;

/** Its removal waits for a confirmation while it has sessions. */
export function passingSpaceComes(): FixtureFiles {
  return { ...space(passingSpace, `${limitsAhead}, prune: confirm`), ...declare(passingSpace, 'diary') };
}

export function spaceGoes(name: string): FixtureFiles {
  return { [`spaces/${name}`]: null };
}

function mainOf(version: number): string {
  return fixture('changing/main.py').replace('VERSION = 0', `VERSION = ${version}`);
}

function folder(name: string, main: string, manifest: string): FixtureFiles {
  return { [`agents/${name}/main.py`]: main, [`agents/${name}/raworc.json`]: manifest };
}

function declare(of: string, name: string, source = name, more = ''): FixtureFiles {
  return { [`spaces/${of}/agents/${name}.yaml`]: agentYaml(of, name, `path: agents/${source}`, more) };
}
