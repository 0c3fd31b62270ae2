// What `npm run bench` consists of.

import { measureApiMeanwhile } from './config/api-meanwhile.ts';
import { measureLoading } from './config/loading.ts';
import { measureReconciling } from './config/reconciling.ts';
import type { BenchDatabase } from './databases.ts';
import type { Figure } from './figure.ts';
import { measurePage } from './page/page.ts';
import { measureForks } from './sessions/forking.ts';
import { measureSessions } from './sessions/sessions.ts';
import { measureThroughput } from './sessions/throughput.ts';
import { measureWaking } from './sessions/waking.ts';
import { measureWarmPool } from './sessions/warm-pool.ts';
import { measureSpaces } from './spaces/spaces.ts';
import { measureSampling } from './usage/sampling.ts';
import { measureDeliveries } from './webhook/deliveries.ts';
import { measurePullRequests } from './webhook/pull-requests.ts';

export interface Part {
  readonly name: string;
  /** For `--help`. */
  readonly about: string;
  /** Whether it starts containers. */
  readonly needsEngine: boolean;
  /** Several times what it takes on two slow cores. */
  readonly limitMinutes: number;
  readonly measure: (databases: readonly BenchDatabase[]) => Promise<readonly Figure[]>;
}

export const parts: readonly Part[] = [
  {
    name: 'loading',
    about: 'reading, validating and planning 10,000 agents, cold and after a commit that touches 10',
    needsEngine: false,
    limitMinutes: 5,
    measure: measureLoading,
  },
  {
    name: 'reconciling',
    about: 'looking at 1,000 agents that run as they are declared',
    needsEngine: false,
    limitMinutes: 5,
    measure: measureReconciling,
  },
  {
    name: 'api',
    about: 'how quickly the API answers while 10,000 agents are loaded, changed and looked at',
    needsEngine: false,
    limitMinutes: 15,
    measure: measureApiMeanwhile,
  },
  {
    name: 'sessions',
    about: 'a session from create to idle, and a message and its reply, beside the bare engine',
    needsEngine: true,
    limitMinutes: 15,
    measure: measureSessions,
  },
  {
    name: 'throughput',
    about:
      'turns a second in 20 sessions with one message in flight in each, beside bare containers; supervisors’ memory',
    needsEngine: true,
    limitMinutes: 15,
    measure: measureThroughput,
  },
  {
    name: 'waking',
    about: 'a message to a paused and to a suspended session until its reply, beside the bare engine',
    needsEngine: true,
    limitMinutes: 15,
    measure: measureWaking,
  },
  {
    name: 'warm-pool',
    about: 'a session from a warm pool and its first message, beside one that is made when it is asked for',
    needsEngine: true,
    limitMinutes: 10,
    measure: measureWarmPool,
  },
  {
    name: 'forks',
    about: 'a fork of a session with 100 MB in 2,000 files, beside a bare container that copies them',
    needsEngine: true,
    limitMinutes: 10,
    measure: measureForks,
  },
  {
    name: 'spaces',
    about: '100 spaces with a network and a session each: started, and removed again',
    needsEngine: true,
    limitMinutes: 25,
    measure: measureSpaces,
  },
  {
    name: 'usage',
    about: 'what looking at 200 sessions in containers costs, as a part of one core',
    needsEngine: true,
    limitMinutes: 30,
    measure: measureSampling,
  },
  {
    name: 'deliveries',
    about: 'how quickly GitHub is answered while the server syncs, and is killed in the middle',
    needsEngine: false,
    limitMinutes: 5,
    measure: measureDeliveries,
  },
  {
    name: 'pull-requests',
    about: 'from a push to the comment with its plan, with 200 agents declared',
    needsEngine: false,
    limitMinutes: 10,
    measure: measurePullRequests,
  },
  {
    name: 'page',
    about:
      'the web page of 1,000 agents and 2,000 sessions in a browser that never saw it, and their metrics',
    needsEngine: false,
    limitMinutes: 5,
    measure: measurePage,
  },
];
