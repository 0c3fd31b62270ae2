// Why a delivery is turned away: what the sender is told, and by which status.

import { RaworcError, type ErrorDetails } from '../../state/model/errors.ts';

export type RefusalCode =
  | 'WEBHOOK_METHOD'
  | 'WEBHOOK_TYPE'
  | 'WEBHOOK_TOO_LARGE'
  | 'WEBHOOK_TOO_SLOW'
  | 'WEBHOOK_CUT_OFF'
  | 'WEBHOOK_BUSY'
  | 'WEBHOOK_UNSIGNED'
  | 'WEBHOOK_SIGNATURE'
  | 'WEBHOOK_HEADER'
  | 'WEBHOOK_NOT_UTF8'
  | 'WEBHOOK_NOT_JSON'
  | 'WEBHOOK_SHAPE'
  | 'WEBHOOK_STORE';

export class Refusal extends RaworcError {
  override readonly name = 'Refusal';
  declare readonly code: RefusalCode;
  readonly status: number;

  constructor(status: number, code: RefusalCode, message: string, more: ErrorDetails = {}) {
    super(code, message, more);
    this.status = status;
  }
}

export const wrongMethod = () =>
  new Refusal(405, 'WEBHOOK_METHOD', 'Deliveries are sent by POST.', {
    hint: 'Give GitHub this URL as it is.',
  });

export const wrongType = () =>
  new Refusal(415, 'WEBHOOK_TYPE', 'Only application/json is taken.', {
    hint: 'Set the content type of the hook to application/json on GitHub.',
  });

export const tooLarge = (limit: number) =>
  new Refusal(413, 'WEBHOOK_TOO_LARGE', `A delivery may have ${limit} bytes.`, {
    hint: 'What it spoke of is found by polling.',
    details: { limit },
  });

export const tooSlow = (ms: number) =>
  new Refusal(408, 'WEBHOOK_TOO_SLOW', `The body did not arrive within ${ms} ms.`, {
    disposition: 'retry',
    hint: 'Deliver it again.',
  });

export const cutOff = () =>
  new Refusal(400, 'WEBHOOK_CUT_OFF', 'The connection ended before the body did.', {
    disposition: 'retry',
    hint: 'Deliver it again.',
  });

export const busy = () =>
  new Refusal(503, 'WEBHOOK_BUSY', 'Too many deliveries are being read at once.', {
    disposition: 'retry',
    hint: 'Deliver it again.',
  });

export const unsigned = () =>
  new Refusal(401, 'WEBHOOK_UNSIGNED', 'This delivery has no X-Hub-Signature-256 as GitHub writes it.', {
    hint: 'Give the hook on GitHub the secret that is set as RAWORC_WEBHOOK_SECRET.',
  });

export const wrongSignature = () =>
  new Refusal(401, 'WEBHOOK_SIGNATURE', 'The signature was not made with our secret over these bytes.', {
    hint: 'Give the hook on GitHub the secret that is set as RAWORC_WEBHOOK_SECRET.',
  });

export const wrongHeader = (name: string) =>
  new Refusal(400, 'WEBHOOK_HEADER', `The header ${name} is missing or not as GitHub writes it.`, {
    hint: 'Only GitHub delivers here; a proxy on the way must leave its headers alone.',
  });

export const notUtf8 = () => new Refusal(400, 'WEBHOOK_NOT_UTF8', 'The body is not UTF-8.');

export const notJson = () => new Refusal(400, 'WEBHOOK_NOT_JSON', 'The body is not JSON.');

export const wrongShape = (problem: string) =>
  new Refusal(400, 'WEBHOOK_SHAPE', `This is not as GitHub describes its payloads: ${problem}.`);

/** 503, so that GitHub shows the delivery as failed and it is asked for again. */
export const storeAway = (cause: unknown) =>
  new Refusal(503, 'WEBHOOK_STORE', 'The delivery could not be written down.', {
    disposition: 'retry',
    hint: 'Deliver it again when the database answers.',
    cause,
  });
