// The HTTP application, built without listening: `raworc serve` listens, the tests inject requests.

import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RouteOptions,
} from 'fastify';
import { guard, type GuardDeps } from './access/guard.ts';
import { anybody } from './access/needs.ts';
import { createUnknownCallers } from './access/unknown-callers.ts';
import { createAuthenticate, type VerifyToken } from './authenticate.ts';
import { answerClientError } from './edge/client-errors.ts';
import { createHttpServer } from './edge/http-server.ts';
import { takeJson } from './edge/json-body.ts';
import { type BoundConnections, boundConnections, sharedAddresses } from './edge/connections.ts';
import { bodyBytes, defaultLimits, type Edge, type EdgeLimits } from './edge/limits.ts';
import { protect } from './edge/protect.ts';
import { createRateLimits } from './edge/rate-limits.ts';
import { requestIdOf } from './edge/request-id.ts';
import { tagAnswers } from './edge/entity-tags.ts';
import { describeRoute } from './description/describe.ts';
import { nameComponents } from './description/name-components.ts';
import { handleError } from './error-handler.ts';
import { notFound } from './errors.ts';
import { type AccountDeps, accountRoutes } from './routes/accounts.ts';
import { type AuditDeps, auditRoutes } from './routes/audit.ts';
import { buildRoutes } from './routes/builds.ts';
import { type DeclareDeps, declareRoutes } from './routes/declare.ts';
import { archiveRoutes } from './routes/archives.ts';
import { fileRoutes } from './routes/files.ts';
import { forkRoutes } from './routes/forks.ts';
import { reopeningRoutes } from './routes/reopening.ts';
import { garbageRoutes } from './routes/garbage.ts';
import { execRoutes } from './routes/exec.ts';
import { forwardRoutes } from './routes/forward.ts';
import { type GrantDeps, grantRoutes } from './routes/grants.ts';
import { type HealthDeps, healthRoutes } from './routes/health.ts';
import { identityRoutes } from './routes/identity.ts';
import { type MetricsDeps, metricsRoutes } from './routes/metrics.ts';
import { type OverviewDeps, overviewRoutes } from './routes/overview.ts';
import { messageRoutes } from './routes/messages.ts';
import { type PlanDeps, planRoutes } from './routes/plan.ts';
import { type ProcessDeps, processRoutes } from './routes/processes.ts';
import { type ReviewDeps, reviewRoutes } from './routes/reviews.ts';
import { routingRoutes } from './routes/routing.ts';
import { type SignInDeps, signInRoutes } from './routes/sign-in.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { type SecretDeps, secretRoutes } from './routes/secrets.ts';
import { type SealingDeps, sealingRoutes } from './routes/sealing.ts';
import { sessionEventRoutes } from './routes/session-events.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { turnRoutes } from './routes/turns.ts';
import { type UsageDeps, usageRoutes } from './routes/usage.ts';
import { type SpaceDeps, spaceRoutes } from './routes/spaces.ts';
import { type TokenDeps, tokenRoutes } from './routes/tokens.ts';
import { type WebhookDeps, webhookRoutes } from './routes/webhooks.ts';
import type { Hands } from '../../runtime/sessions/hands/hands.ts';
import { sessionId } from './shapes/parameters.ts';
import type { Tracer } from '../../state/model/trace.ts';
import type { Sessions } from '../../runtime/sessions/sessions.ts';
import type { Workspaces } from '../../runtime/sessions/workspaces/workspaces.ts';
import { takeAnyBody } from './stream-body.ts';
import { traceRequests } from './trace-requests.ts';
import type { Api, ApiTypes } from './typed.ts';

/** Who may do what, and what was done. */
export interface ApiAccess
  extends
    Omit<GuardDeps, 'findSession' | 'verify'>,
    TokenDeps,
    AccountDeps,
    GrantDeps,
    AuditDeps,
    SignInDeps {}

export interface ApiDeps
  extends
    HealthDeps,
    ReviewDeps,
    SpaceDeps,
    PlanDeps,
    ProcessDeps,
    SecretDeps,
    SealingDeps,
    WebhookDeps,
    DeclareDeps {
  readonly access: ApiAccess;
  readonly overview: OverviewDeps['overview'];
  /** Adds the web page, in an application of its own inside of this one. */
  readonly page?: (app: FastifyInstance) => void;
  /** Adds the plans that comments link to, whose addresses are their keys. */
  readonly plans?: (app: FastifyInstance) => void;
  /** Left out, there are no metrics. */
  readonly metrics?: MetricsDeps['metrics'];
  readonly usage: UsageDeps['usage'];
  readonly samples: UsageDeps['samples'];
  readonly sessions: Sessions;
  readonly hands: Hands;
  readonly workspaces: Workspaces;
  readonly verifyToken: VerifyToken;
  /** Takes webhooks, in an application of its own inside of this one; authenticates who sends them. */
  readonly webhook?: (app: FastifyInstance) => void;
  /** In the place of tokens, where only other processes of ours ask. */
  readonly takeForwarded?: (api: FastifyInstance) => void;
  /** Passes on what this process can't do itself, once it is judged. */
  readonly forward?: (api: FastifyInstance) => void;
  readonly logger?: FastifyBaseLogger;
  /** Left out, nothing is traced. */
  readonly tracer?: Tracer;
  /** Left out, plain HTTP with the default limits and no proxy. */
  readonly edge?: Edge;
  /** Told of each route as it is registered. */
  readonly onRoute?: (route: RouteOptions) => void;
}

function boundsOf({ edge, logger }: ApiDeps, limits: EdgeLimits): BoundConnections {
  return {
    ...limits,
    isShared: sharedAddresses(edge?.trustedProxies ?? []),
    onRefused: (count) => logger?.warn({ count }, 'connections beyond what is allowed were closed at once'),
  };
}

export async function createApp(deps: ApiDeps): Promise<Api> {
  const { limits: given, tls, trustedProxies = [] } = deps.edge ?? {};
  const limits = { ...defaultLimits, ...given };
  const app = fastify({
    ...(deps.logger === undefined ? { logger: false } : { loggerInstance: deps.logger }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    serverFactory(handler) {
      const server = createHttpServer(handler, limits, tls);
      // Other processes of ours pass on what thousands ask, each from one address.
      if (deps.takeForwarded === undefined) boundConnections(server, boundsOf(deps, limits));
      return server;
    },
    clientErrorHandler: answerClientError,
    genReqId: requestIdOf,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: bodyBytes.ordinary,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
    // Unknown fields are refused, not dropped; a number is never made from text in a body.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', useDefaults: true } },
  }).withTypeProvider<ApiTypes>();

  // What a handler answers is checked when it is compiled; a serializer made of its schema could only drop something.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((request) => {
    throw notFound(
      'PATH',
      `path ${request.method} ${request.url}`,
      'The paths are listed in /api/v0/openapi.json.',
    );
  });
  if (deps.onRoute !== undefined) app.addHook('onRoute', deps.onRoute);
  app.decorateRequest('account', '');
  app.decorateRequest('grants', undefined);
  if (deps.tracer !== undefined) traceRequests(app, deps.tracer);
  takeJson(app, limits);
  await protect(app, limits);
  const rates = await createRateLimits(app, limits);

  await app.register(websocket, {
    options: { maxPayload: 1024 * 1024 },
    preClose: (done) => {
      for (const socket of app.websocketServer.clients) {
        socket.close(1001, 'The server is going.');
        // Who does not answer at once is not waited for.
        setTimeout(() => socket.terminate(), 500).unref();
      }
      app.websocketServer.close(() => done());
    },
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Raworc',
        version: deps.version,
        description: 'A Git-driven runtime for AI agents.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  });
  app.addHook('onRoute', describeRoute);
  await app.register(async (open: Api) => healthRoutes(open, deps));
  await app.register(async (own: FastifyInstance) => deps.page?.(own));
  await app.register(async (own: FastifyInstance) => {
    own.addHook('onRequest', rates.countDelivery);
    deps.webhook?.(own);
    deps.plans?.(own);
  });
  const unknown = createUnknownCallers(deps.access);
  app.addHook('onClose', unknown.close);
  const judged = (api: Api, { takeForwarded }: Pick<ApiDeps, 'takeForwarded'> = deps): void => {
    const { verifyToken } = deps;
    if (takeForwarded === undefined)
      api.addHook('onRequest', createAuthenticate(verifyToken, rates, unknown));
    else takeForwarded(api);
    tagAnswers(api);
    // What was passed on is judged again where it came from.
    const again = takeForwarded === undefined ? { verify: verifyToken } : {};
    guard(api, { ...deps.access, ...again, findSession: (id) => deps.sessions.get(sessionId(id)) });
  };
  const { metrics } = deps;
  if (metrics !== undefined)
    await app.register(async (own: Api) => {
      // Each process tells its own, at each of its addresses, to whoever has a token.
      judged(own, {});
      metricsRoutes(own, { metrics });
    });
  await app.register(
    async (api: Api) => {
      judged(api);
      deps.forward?.(api);
      identityRoutes(api, deps.access);
      processRoutes(api, deps);
      signInRoutes(api, deps.access);
      overviewRoutes(api, deps);
      tokenRoutes(api, deps.access);
      accountRoutes(api, deps.access);
      grantRoutes(api, deps.access);
      auditRoutes(api, deps.access);
      sessionRoutes(api, deps);
      forkRoutes(api, deps);
      reopeningRoutes(api, deps);
      await api.register(async (raw: Api) => {
        takeAnyBody(raw, limits);
        fileRoutes(raw, deps);
        archiveRoutes(raw, deps);
      });
      messageRoutes(api, deps);
      turnRoutes(api, deps);
      usageRoutes(api, deps);
      sessionEventRoutes(api, deps);
      execRoutes(api, deps);
      forwardRoutes(api, deps);
      spaceRoutes(api, deps);
      routingRoutes(api, deps);
      declareRoutes(api, deps);
      buildRoutes(api, deps);
      planRoutes(api, deps);
      reviewRoutes(api, deps);
      scheduleRoutes(api, deps);
      garbageRoutes(api, deps);
      secretRoutes(api, deps);
      sealingRoutes(api, deps);
      webhookRoutes(api, deps);
      let document: object | undefined;
      api.get('/openapi.json', { config: anybody, schema: { hide: true } }, () => {
        document ??= nameComponents(app.swagger());
        return document;
      });
    },
    { prefix: '/api/v0' },
  );
  return app;
}
