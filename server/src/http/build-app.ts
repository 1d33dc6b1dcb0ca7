// Composition root of the HTTP server: plugins, routes, error form. Makes no connection and opens no store by itself.

import Fastify, { type FastifyInstance } from 'fastify'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import jwt from '@fastify/jwt'
import rateLimit from '@fastify/rate-limit'
import staticFiles from '@fastify/static'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import { messageMaxBytes } from '@zendb/shared/sync/protocol-version'
import { Type } from 'typebox'
import type { AppOptions } from './app-options.ts'
import { authenticator } from './authenticate.ts'
import { addDatabaseRoutes } from './database-routes.ts'
import { errorBody, httpStatusOf } from './error-body.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { addSyncRoute, endSessionsOnClose } from './sync-route.ts'

/** A statement and its parameters; what sync carries has its own limit. */
const bodyMaxBytes = 64 * 1024 * 1024

/**
 * Batches and pages shrink to a third. Without a context that lasts, small messages are left alone (the threshold counts for nothing otherwise),
 * and a connection that never sent a large one has no compressor: 13 KB for an idle connection in place of 245 KB.
 * The window and the memory of a compressor are an eighth of what is usual: 32 KB.
 */
const compression = {
  threshold: 1024,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 12,
  zlibDeflateOptions: { level: 1, memLevel: 5 },
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({ logger: { level: options.logLevel ?? 'silent' }, bodyLimit: bodyMaxBytes, forceCloseConnections: true })
  const metrics = options.metrics ?? createMetrics()
  app.setErrorHandler((error, request, reply) => {
    const status = httpStatusOf(error)
    if (status >= 500) request.log.error(error)
    return reply.code(status).send(errorBody(error))
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: { code: 'INVALID_OPTION', message: `there is no ${request.method} ${request.url}` } }),
  )

  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'ZenDB server',
        description:
          'SQL, states and branches over HTTP. Devices sync over a WebSocket at /v1/sync/{database}/{branch} (shared/src/sync/SPEC.md).',
        version: '0.1.0',
      },
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'HS256. Claims: databases, access ("read", "write"), exp.',
          },
        },
      },
    },
  })
  // The demo's scripts and styles are files of this server; nothing is loaded from elsewhere.
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:', 'http:', 'https:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  })
  await app.register(cors, { origin: true })
  await app.register(rateLimit, {
    max: options.requestsPerMinute ?? 6000,
    timeWindow: '1 minute',
    // Whoever watches the server must not be told that it is busy.
    allowList: request => request.url === '/healthz' || request.url === '/metrics',
  })
  if (options.jwtSecret !== null)
    await app.register(jwt, { secret: options.jwtSecret, sign: { algorithm: 'HS256' }, verify: { algorithms: ['HS256'] } })
  const sessions = endSessionsOnClose(app)
  await app.register(websocket, {
    options: { maxPayload: messageMaxBytes, perMessageDeflate: compression },
  })

  countRequests(app, metrics)
  addOperationRoutes(app, metrics)
  const authenticate = authenticator(app, options.jwtSecret)
  addDatabaseRoutes(app, options, authenticate)
  addSyncRoute(app, options, { authenticate, metrics, sessions })
  if (options.staticFolder !== null) await app.register(staticFiles, { root: options.staticFolder })
  return app
}

function countRequests(app: FastifyInstance, { requests, requestSeconds }: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'unknown' }
    requests.inc({ ...labels, status: String(reply.statusCode) })
    requestSeconds.observe(labels, reply.elapsedTime / 1000)
    done()
  })
}

const metricsText = { description: 'Metrics of this server.', content: { 'text/plain': { schema: Type.String() } } }

function addOperationRoutes(app: FastifyInstance, { registry }: Metrics): void {
  app.get('/healthz', { schema: { summary: 'Is the server up', response: { 200: Type.Object({ status: Type.Literal('ok') }) } } }, () => ({
    status: 'ok' as const,
  }))
  app.get('/metrics', { schema: { summary: 'Prometheus metrics', response: { 200: metricsText } } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
