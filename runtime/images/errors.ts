// Everything that can go wrong while images are made, beyond the engine's own errors.

import { RaworcError, type Disposition, type ErrorDetails } from '../../state/model/errors.ts';

export type ImageErrorCode =
  | 'BASE_MISSING'
  | 'BASE_UNAVAILABLE'
  | 'BUILD_CANCELLED'
  | 'BUILD_FAILED'
  | 'BUILD_TIMEOUT'
  | 'LAYER_MISSING'
  | 'SOURCE_UNUSABLE';

const ADVICE: Record<ImageErrorCode, { readonly disposition: Disposition; readonly hint: string }> = {
  BASE_MISSING: { disposition: 'wait', hint: 'Run `raworc base build` on the machine of the engine.' },
  BASE_UNAVAILABLE: {
    disposition: 'stop',
    hint: 'Run `raworc base build` as root on Debian or Ubuntu with a way to its packages, or where an image registry answers.',
  },
  BUILD_CANCELLED: {
    disposition: 'stop',
    hint: 'Nobody wants this build any more; ask for it again if you do.',
  },
  BUILD_FAILED: {
    disposition: 'stop',
    hint: 'Read the end of the log, correct the source and push it again.',
  },
  BUILD_TIMEOUT: {
    disposition: 'stop',
    hint: 'Make the build quicker, or give builds a longer deadline.',
  },
  LAYER_MISSING: { disposition: 'retry', hint: 'The layer is built again from its source.' },
  SOURCE_UNUSABLE: { disposition: 'stop', hint: 'Correct the source and push it again.' },
};

export class ImageError extends RaworcError {
  override readonly name = 'ImageError';
  declare readonly code: ImageErrorCode;

  constructor(code: ImageErrorCode, message: string, more: ErrorDetails = {}) {
    super(code, message, { ...ADVICE[code], ...more });
  }
}

export function isImageError(thrown: unknown, ...codes: readonly ImageErrorCode[]): thrown is ImageError {
  return thrown instanceof ImageError && (codes.length === 0 || codes.includes(thrown.code));
}
