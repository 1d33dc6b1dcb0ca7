// `zendb serve`: store, branches, HTTP; stops in order on SIGTERM or SIGINT.

import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'
import { systemRandom } from '@zendb/shared/base/random'
import { EngineBranchService, leaseCheckMs } from '../branches/engine-branch-service.ts'
import { buildApp } from '../http/build-app.ts'
import { createMetrics } from '../http/metrics.ts'
import { MeteredObjectStore } from '../object-store/metered-object-store.ts'
import type { ServeSettings } from './config.ts'
import { isFolder, openStore } from './open-store.ts'

/** How often a server looks whether a day has passed since it last deleted what is not needed. */
const garbageCheckMs = 600_000

/** Resolves when the server listens; the answer stops it. */
export async function serve(settings: ServeSettings): Promise<{ readonly address: string; readonly stop: () => Promise<void> }> {
  if (settings.staticFolder !== null && !(await isFolder(settings.staticFolder)))
    throw new ZenError(
      'INVALID_OPTION',
      `--static ${settings.staticFolder} is not a folder; build what is to be served, or correct the path`,
    )
  const metrics = createMetrics()
  const objects = new MeteredObjectStore(await openStore(settings.store), systemClock, (operation, outcome, seconds) => {
    metrics.storeRequests.inc({ operation, outcome })
    metrics.storeSeconds.observe({ operation }, seconds)
  })
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
    metrics,
    clock: systemClock,
    jwtSecret: settings.jwtSecret,
    staticFolder: settings.staticFolder === null ? null : resolve(settings.staticFolder),
    logLevel: 'error',
  })
  const housekeeping = [
    setInterval(() => metrics.openBranches.set(branches.openCount), 1000).unref(),
    setInterval(() => void branches.checkLeases(), leaseCheckMs).unref(),
    setInterval(() => void branches.collectGarbage(), garbageCheckMs).unref(),
  ]
  const address = await app.listen({ host: settings.host, port: settings.port }).catch((cause: unknown) => {
    throw notListening(settings, cause)
  })
  const stop = async (): Promise<void> => {
    // Connections first, so that nothing new arrives; then what was accepted is checkpointed.
    for (const timer of housekeeping) clearInterval(timer)
    await app.close()
    await branches.close()
  }
  return { address, stop }
}

function notListening({ host, port }: ServeSettings, cause: unknown): ZenError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program listens there: stop it, or give another --port',
    EACCES: 'this user may not: give a --port above 1023',
    EADDRNOTAVAIL: 'this machine does not have that address: give another --host',
    ENOTFOUND: 'there is no such host: give another --host',
  }
  const reason = typeof code === 'string' ? reasons[code] : undefined
  const message = reason ?? (cause instanceof Error ? cause.message : String(cause))
  return new ZenError('INVALID_OPTION', `cannot listen on ${host}:${port}: ${message}`, { cause })
}
