// Prometheus metrics of one server, in a registry of its own.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly requests: Counter<'method' | 'route' | 'status'>
  readonly requestSeconds: Histogram<'method' | 'route'>
  readonly syncSessions: Gauge
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'zendb_' })
  const registers = [registry]
  return {
    registry,
    requests: new Counter({
      name: 'zendb_http_requests_total',
      help: 'HTTP requests by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'zendb_http_request_seconds',
      help: 'Time to answer, by route.',
      labelNames: ['method', 'route'],
      registers,
    }),
    syncSessions: new Gauge({ name: 'zendb_sync_sessions', help: 'Open sync connections.', registers }),
  }
}
