// What the engine tells about a container, as our own view of it.

import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { ContainerState, ContainerView } from '../engine.ts';
import { limitsOf } from './container-config.ts';

const STATES: Readonly<Record<string, ContainerState>> = {
  created: 'created',
  running: 'running',
  restarting: 'running',
  paused: 'paused',
  exited: 'exited',
  removing: 'dead',
  dead: 'dead',
};

const stateOf = (status: string): ContainerState => STATES[status] ?? 'dead';

export function listedView(info: ContainerInfo): ContainerView {
  return {
    id: info.Id,
    name: (info.Names[0] ?? '').replace(/^\//, ''),
    image: info.Image,
    imageId: info.ImageID,
    state: stateOf(info.State),
    labels: info.Labels,
  };
}

export function inspectedView(info: ContainerInspectInfo): ContainerView {
  const state = stateOf(info.State.Status);
  const startedAt = Date.parse(info.State.StartedAt);
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    image: info.Config.Image,
    imageId: info.Image,
    state,
    labels: info.Config.Labels,
    ...(state === 'exited' || state === 'dead' ? { exitCode: info.State.ExitCode } : {}),
    oomKilled: info.State.OOMKilled,
    // The engine says year 1 for "never".
    ...(startedAt > 0 ? { startedAt } : {}),
    limits: limitsOf(info.HostConfig),
    networks: Object.keys(info.NetworkSettings.Networks),
  };
}
