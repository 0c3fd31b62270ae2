// What is wrong with a request that never reached its route, as an error in our own words. Pure but for the error.

import type { FastifyError, FastifySchemaValidationError } from 'fastify';
import { PATTERN_PHRASES } from '../../schemas/kinds/metadata.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { bodyTooLarge } from './edge/errors.ts';
import { badRequest } from './errors.ts';

const places: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

/** One sentence about the first thing that a schema refused. */
function sentenceOf({ keyword, instancePath, message, params }: FastifySchemaValidationError, place: string) {
  const field = instancePath.slice(1).replaceAll('/', '.');
  const subject = field === '' ? `The ${place}` : `The field "${field}" of the ${place}`;
  if (keyword === 'additionalProperties')
    return `${subject} has an unknown field "${String(params['additionalProperty'])}".`;
  if (keyword === 'required') return `${subject} lacks the field "${String(params['missingProperty'])}".`;
  if (keyword === 'enum') {
    const allowed = (params['allowedValues'] as readonly unknown[]).map(String).join(', ');
    return `${subject} must be one of: ${allowed}.`;
  }
  if (keyword === 'maxLength') return `${subject} has more than ${String(params['limit'])} characters.`;
  if (keyword === 'minLength' && params['limit'] === 1) return `${subject} is empty.`;
  if (keyword === 'pattern') {
    const pattern = String(params['pattern']);
    return `${subject} has to be ${PATTERN_PHRASES[pattern] ?? `of the form ${pattern}`}.`;
  }
  return `${subject} ${message ?? 'is not what is expected'}.`;
}

/** `limitBytes` is the largest body that the route takes. */
export function requestProblem(error: FastifyError, limitBytes: number): RaworcError {
  const [first] = error.validation ?? [];
  if (first !== undefined) {
    const place = places[error.validationContext ?? 'body'] ?? 'request';
    return badRequest(sentenceOf(first, place), { problems: error.validation });
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge(limitBytes);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new RaworcError('UNSUPPORTED_MEDIA_TYPE', 'The body is not of a type that is understood here.', {
        hint: 'Send JSON with `Content-Type: application/json`.',
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return badRequest('The body is not valid JSON, or holds a key that is never taken.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new RaworcError('PATH_TOO_LONG', 'A part of the path is longer than any name or id.', {
        hint: 'What each path takes is described in /api/v0/openapi.json.',
      });
    case 'FST_ERR_BAD_URL':
      return badRequest('The path has an escape that stands for no character.');
    default:
      return badRequest(`${error.message}.`);
  }
}
