// Fastify whose handlers see the types of their JSON Schemas: of what they are asked, and of what they have to answer.

import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Shown } from './shapes/view.ts';

export interface ApiTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends JSONSchema ? FromSchema<this['schema']> : unknown;
  readonly serializer: this['schema'] extends JSONSchema ? Shown<this['schema']> : unknown;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ApiTypes
>;
