// What an engine can't do for Raworc, as a person should hear it. Pure.

import type { EngineInfo } from '../../runtime/containers/engine.ts';
import type { Verdict } from './check.ts';

type Known = Pick<
  EngineInfo,
  'version' | 'product' | 'rootless' | 'unlimited' | 'buildKit' | 'storageLimits'
>;

export function engineVerdict(info: Known): Verdict {
  const product = info.product === 'podman' ? 'Podman' : 'Docker Engine';
  const name = `${info.rootless ? 'Rootless ' : ''}${product} ${info.version}`;
  const lacks = [
    ...info.unlimited.map((what) => ({
      what: `it can’t limit ${what}, so one session can take them from all others`,
      hint: info.rootless
        ? 'Use cgroup v2 with the controllers cpu, memory and pids delegated to the user.'
        : 'Switch the cgroup controllers cpu, memory and pids on in the kernel.',
    })),
    ...(info.product === 'podman'
      ? [
          {
            what: 'it keeps no packet filter chain that rules can be put before, so only `egress: none` is possible',
            hint: 'Declare `network: { egress: none }`, or use Docker Engine.',
          },
        ]
      : []),
    ...(info.buildKit
      ? []
      : [
          {
            what: 'it has no BuildKit, so builds work, but slowly',
            hint: 'Use Docker Engine 18.09 or newer on Linux.',
          },
        ]),
  ];
  const storage = info.storageLimits
    ? ''
    : '; it can’t limit how much a workspace holds, which is measured instead';
  if (lacks.length === 0) return { result: 'ok', message: `${name} answers${storage}.` };
  const hints = [...new Set(lacks.map(({ hint }) => hint))];
  const message = `${name} answers, but ${lacks.map(({ what }) => what).join('; ')}${storage}.`;
  return { result: 'warning', message, hint: hints.join(' ') };
}
