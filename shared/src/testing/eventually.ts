// Waits until what a test expects is so. For what happens by itself, on a machine that may have other things to do: the wait ends with the
// condition, so it costs nothing to be patient.

import { vi } from 'vitest'

/** Of a wait that ends by itself; below the time limit of a test (vitest.config.ts). */
export const patienceMs = 20_000

/** Repeats `check` until it does not throw; then answers what it returned. In the end, throws what it threw last. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: patienceMs, interval: 10 })
}
