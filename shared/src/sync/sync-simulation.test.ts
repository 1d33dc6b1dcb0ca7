// Clients and a server under one seed, over links that lose, repeat, reorder and cut: what SPEC promises holds, and planted bugs are caught.

import { describe, expect, test } from 'vitest'
import { simulateSync, type SyncBug } from '../testing/sync-simulation.ts'

/** More schedules: ZENDB_SIMULATIONS=2000. */
const schedules = Number(process.env.ZENDB_SIMULATIONS ?? 40)

describe('sync under faults', () => {
  test(`${schedules} random schedules keep every promise`, { timeout: 600_000 }, async () => {
    const sums = { accepted: 0, rejected: 0, lostCells: 0, connections: 0, crashes: 0, bootstraps: 0 }
    for (let seed = 1; seed <= schedules; seed++) {
      const result = await simulateSync({ seed, clients: 2 + (seed % 3), steps: 200 }).catch((cause: unknown) => {
        expect.fail(`seed ${seed}: ${String(cause)}`)
      })
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += result[name]
    }
    // A simulation in which nothing happens proves nothing.
    expect(Math.min(...Object.values(sums)), JSON.stringify(sums)).toBeGreaterThan(schedules / 2)
  })
})

describe('the simulation finds', () => {
  const bugs: readonly SyncBug[] = [
    'no dedupe',
    'no clamp',
    'rejection not logged',
    'bootstrap without origins',
    'bootstrap without stamps',
    'no wait',
    'no after',
    'one origin per device',
    'gap accepted',
    'no clock receive',
    'own clock lowered with a full outbox',
    'ack outside the stream',
  ]
  test.each(bugs)('%s', { timeout: 300_000 }, async bug => {
    for (let seed = 1; seed <= 300; seed++) {
      const found = await simulateSync({ seed, clients: 2 + (seed % 3), steps: 200, bugs: [bug] }).then(
        () => null,
        (cause: unknown) => cause,
      )
      if (found === null) continue
      expect(found).toBeInstanceOf(Error)
      return
    }
    expect.fail(`300 schedules did not find it`)
  })
})
