// /v1/sync/:database/:branch: one WebSocket per device, one sync session per WebSocket.

import type { FastifyInstance } from 'fastify'
import { systemTimers } from '@zendb/shared/sync/transport'
import { SessionDriver } from '@zendb/shared/sync/session-driver'
import type { AppOptions } from './app-options.ts'
import { tokenOf, type Authenticate } from './authenticate.ts'
import type { Metrics } from './metrics.ts'
import { ServerWebSocketTransport } from './web-socket-transport.ts'

interface SyncRoute {
  Params: { readonly database: string; readonly branch: string }
}

export function addSyncRoute(app: FastifyInstance, options: AppOptions, authenticate: Authenticate, metrics: Metrics): void {
  const sessions = new Set<SessionDriver>()
  app.addHook('preClose', done => {
    for (const session of [...sessions]) session.end('STORAGE_CLOSED', 'the server is stopping; come back in a moment')
    done()
  })
  app.get<SyncRoute>('/v1/sync/:database/:branch', { websocket: true, schema: { hide: true } }, (socket, request) => {
    const { database, branch } = request.params
    metrics.syncSessions.inc()
    const session: SessionDriver = new SessionDriver(new ServerWebSocketTransport(socket), {
      clock: options.clock,
      timers: systemTimers,
      gate: {
        // The address decides what is opened; the hello's token, or the header's, decides whether.
        open: async hello => {
          const { canWrite } = authenticate(hello.token ?? tokenOf(request), database)
          const handle = await options.branches.open(database, branch)
          return { acceptor: handle.acceptor, canWrite }
        },
      },
      onEnd: () => {
        sessions.delete(session)
        metrics.syncSessions.dec()
      },
      onFault: cause => request.log.error(cause),
    })
    sessions.add(session)
  })
}
