// `zendb serve`: store, branches, HTTP; stops in order on SIGTERM or SIGINT.

import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { EngineBranchService } from '../branches/engine-branch-service.ts'
import { buildApp } from '../http/build-app.ts'
import type { ServeSettings } from './config.ts'
import { openStore } from './open-store.ts'

/** How long clients of a server that only reads may wait for what another server decides. */
const leaseCheckMs = 30_000
/** How often a server looks whether a day has passed since it last deleted what is not needed. */
const garbageCheckMs = 600_000

/** Resolves when the server listens; the answer stops it. */
export async function serve(settings: ServeSettings): Promise<{ readonly address: string; readonly stop: () => Promise<void> }> {
  const objects = await openStore(settings.store)
  const branches = new EngineBranchService({
    objects,
    clock: systemClock,
    random: systemRandom,
    holder: `${settings.host}:${settings.port}`,
    sleep: ms => sleep(ms),
    createsDatabases: settings.isDevelopment,
  })
  const app = await buildApp({
    branches,
    clock: systemClock,
    jwtSecret: settings.jwtSecret,
    staticFolder: settings.staticFolder === null ? null : resolve(settings.staticFolder),
    logLevel: 'error',
  })
  const housekeeping = [
    setInterval(() => void branches.checkLeases(), leaseCheckMs).unref(),
    setInterval(() => void branches.collectGarbage(), garbageCheckMs).unref(),
  ]
  const address = await app.listen({ host: settings.host, port: settings.port })
  const stop = async (): Promise<void> => {
    // Connections first, so that nothing new arrives; then what was accepted is checkpointed.
    for (const timer of housekeeping) clearInterval(timer)
    await app.close()
    await branches.close()
  }
  return { address, stop }
}
