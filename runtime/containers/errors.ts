// Everything that can go wrong between Raworc and a container engine, as stable codes with a hint.
// Adapters translate their vendor's errors into these, once, and nothing else leaves them.

import { RaworcError, type Disposition, type ErrorDetails } from '../../state/model/errors.ts';

export type EngineErrorCode =
  | 'ENGINE_UNREACHABLE'
  | 'ENGINE_CHANGED'
  | 'ENGINE_REFUSED'
  | 'CONTAINER_NOT_FOUND'
  | 'CONTAINER_NOT_RUNNING'
  | 'IMAGE_NOT_FOUND'
  | 'IMAGE_IN_USE'
  | 'IMAGE_UNREACHABLE'
  | 'VOLUME_NOT_FOUND'
  | 'VOLUME_IN_USE'
  | 'NETWORK_NOT_FOUND'
  | 'NETWORK_IN_USE'
  | 'NETWORK_POOL_EMPTY'
  | 'SUBNET_TAKEN'
  | 'EGRESS_UNFILTERED'
  | 'PATH_NOT_FOUND'
  | 'DISK_FULL'
  | 'ISOLATION_UNAVAILABLE'
  | 'SUBPATH_UNSUPPORTED'
  | 'STORAGE_LIMIT_UNSUPPORTED'
  | 'BUILD_FAILED'
  | 'BUILD_CANCELLED'
  | 'NOT_OURS';

const ADVICE: Record<EngineErrorCode, { readonly disposition: Disposition; readonly hint: string }> = {
  ENGINE_UNREACHABLE: {
    disposition: 'retry',
    hint: 'Check that the container engine runs and that its socket may be opened; `raworc doctor` tells more.',
  },
  ENGINE_CHANGED: {
    disposition: 'stop',
    hint: 'Point Raworc at the engine that it used before, or give it an empty store for this one.',
  },
  ENGINE_REFUSED: {
    disposition: 'stop',
    hint: 'Read what the engine says; it refused the request as it stands.',
  },
  CONTAINER_NOT_FOUND: {
    disposition: 'stop',
    hint: 'It was removed; the session has to be resumed or closed.',
  },
  CONTAINER_NOT_RUNNING: { disposition: 'stop', hint: 'Start or unpause the container first.' },
  IMAGE_NOT_FOUND: { disposition: 'stop', hint: 'Build the image again, or correct its name.' },
  IMAGE_IN_USE: { disposition: 'wait', hint: 'Remove the containers and images that stand on it first.' },
  IMAGE_UNREACHABLE: {
    disposition: 'retry',
    hint: 'No registry answered; `raworc base build` can make a base image from packages instead.',
  },
  VOLUME_NOT_FOUND: { disposition: 'stop', hint: 'Make the volume before a container that mounts it.' },
  VOLUME_IN_USE: { disposition: 'wait', hint: 'Remove the containers that mount it first.' },
  NETWORK_NOT_FOUND: { disposition: 'retry', hint: 'Make the network before a container that joins it.' },
  NETWORK_IN_USE: { disposition: 'wait', hint: 'Remove the containers that are joined to it first.' },
  NETWORK_POOL_EMPTY: {
    disposition: 'stop',
    hint: 'Remove a space, or declare `egress: none` where no network is needed; else give RAWORC_NETWORK_POOL a larger range.',
  },
  SUBNET_TAKEN: {
    disposition: 'retry',
    hint: 'Take another subnet from the pool, or move RAWORC_NETWORK_POOL.',
  },
  EGRESS_UNFILTERED: {
    disposition: 'stop',
    hint: 'Declare `network: { egress: none }`, or run Raworc on a rootful Docker Engine that keeps its own iptables rules; `raworc doctor` tells more.',
  },
  PATH_NOT_FOUND: { disposition: 'stop', hint: 'Check the path inside the container.' },
  DISK_FULL: {
    disposition: 'stop',
    hint: "Free space on the engine's disk; `raworc gc` removes what nobody needs.",
  },
  ISOLATION_UNAVAILABLE: {
    disposition: 'stop',
    hint: 'Install that runtime on the engine, or declare an isolation that it offers.',
  },
  SUBPATH_UNSUPPORTED: {
    disposition: 'stop',
    hint: 'Mount the whole volume; folders of one need an engine with API 1.45 or later.',
  },
  STORAGE_LIMIT_UNSUPPORTED: {
    disposition: 'stop',
    hint: "Leave the size out, or put the engine's data on a file system with project quotas.",
  },
  BUILD_FAILED: {
    disposition: 'stop',
    hint: 'Read the end of the log, correct the source and push it again.',
  },
  BUILD_CANCELLED: {
    disposition: 'stop',
    hint: 'Nobody wants this build any more; ask for it again if you do.',
  },
  NOT_OURS: {
    disposition: 'stop',
    hint: 'Something else made an object of this name; rename or remove it yourself.',
  },
};

export class EngineError extends RaworcError {
  override readonly name = 'EngineError';
  declare readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, more: ErrorDetails = {}) {
    super(code, message, { ...ADVICE[code], ...more });
  }
}

export function isEngineError(thrown: unknown, ...codes: readonly EngineErrorCode[]): thrown is EngineError {
  return thrown instanceof EngineError && (codes.length === 0 || codes.includes(thrown.code));
}
