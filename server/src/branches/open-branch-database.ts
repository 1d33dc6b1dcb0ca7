// A held branch -> a running engine over its pages and its log.

import { BranchDatabase } from '@zendb/shared/engine/branch-database'
import type { HeldBranch, LeaseOptions } from '../durable/lease.ts'

export function openBranchDatabase(held: HeldBranch, ports: LeaseOptions, cacheBytes?: number): Promise<BranchDatabase> {
  return BranchDatabase.open({
    name: held.name.database,
    pageStore: held.pages,
    logStore: held.log,
    clock: ports.clock,
    random: ports.random,
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  })
}
