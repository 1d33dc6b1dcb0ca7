// /v1/sync/:database/:branch: one WebSocket per device, one sync session per WebSocket.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { systemTimers } from '@zendb/shared/sync/transport'
import { SessionDriver } from '@zendb/shared/sync/session-driver'
import type { AppOptions } from './app-options.ts'
import { tokenOf, type Authenticate } from './authenticate.ts'
import type { Metrics } from './metrics.ts'
import { ServerWebSocketTransport } from './web-socket-transport.ts'

interface SyncRoute {
  Params: { readonly database: string; readonly branch: string }
}

/**
 * Tells the sessions that the server stops. The hook must be there before the WebSocket plugin's own, which closes the sockets
 * without a word.
 */
export function endSessionsOnClose(app: FastifyInstance): Set<SessionDriver> {
  const sessions = new Set<SessionDriver>()
  app.addHook('preClose', done => {
    for (const session of [...sessions]) session.end('STORAGE_CLOSED', 'the server is stopping; come back in a moment')
    done()
  })
  return sessions
}

interface SyncPorts {
  readonly authenticate: Authenticate
  readonly metrics: Metrics
  readonly sessions: Set<SessionDriver>
}

export function addSyncRoute(app: FastifyInstance, options: AppOptions, { authenticate, metrics, sessions }: SyncPorts): void {
  const start = (socket: WebSocket, request: FastifyRequest<SyncRoute>): void => {
    const { database, branch } = request.params
    metrics.syncSessions.inc()
    const session: SessionDriver = new SessionDriver(new ServerWebSocketTransport(socket), {
      clock: options.clock,
      timers: systemTimers,
      gate: {
        // The address decides what is opened; the hello's token, or the header's, decides whether.
        open: async hello => {
          const { canWrite, expiresAtMs } = authenticate(hello.token ?? tokenOf(request), database)
          const handle = await options.branches.open(database, branch)
          return { acceptor: handle.acceptor, canWrite, expiresAtMs }
        },
      },
      onEnd: () => {
        sessions.delete(session)
        metrics.syncSessions.dec()
      },
      onFault: cause => request.log.error(cause),
    })
    sessions.add(session)
  }
  app.route<SyncRoute>({
    method: 'GET',
    url: '/v1/sync/:database/:branch',
    schema: { hide: true },
    handler: (_request, reply) =>
      reply
        .code(426)
        .send({ error: { code: 'INVALID_OPTION', message: 'this address speaks WebSocket; for SQL over HTTP use /v1/{database}/query' } }),
    wsHandler: start,
  })
}
