// Prometheus metrics of one server, in a registry of its own.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly requests: Counter<'method' | 'route' | 'status'>
  readonly requestSeconds: Histogram<'method' | 'route'>
  readonly syncSessions: Gauge
  readonly openBranches: Gauge
  readonly storeRequests: Counter<'operation' | 'outcome'>
  readonly storeSeconds: Histogram<'operation'>
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
    openBranches: new Gauge({ name: 'zendb_open_branches', help: 'Branches that this server holds.', registers }),
    storeRequests: new Counter({
      name: 'zendb_store_requests_total',
      help: 'Requests to the object store by operation and outcome.',
      labelNames: ['operation', 'outcome'],
      registers,
    }),
    storeSeconds: new Histogram({
      name: 'zendb_store_request_seconds',
      help: 'Time of a request to the object store, by operation.',
      labelNames: ['operation'],
      buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
  }
}
