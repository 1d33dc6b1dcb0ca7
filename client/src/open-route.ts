// Chooses how a ZenDB object reaches its database.

import type { CheckedOptions } from './options/zen-db-options.ts'
import type { DatabaseRoute, RouteListener } from './service/database-route.ts'
import { DirectRoute } from './service/direct-route.ts'

export function openRoute(options: CheckedOptions, listener: RouteListener): DatabaseRoute {
  return new DirectRoute(options, listener)
}
