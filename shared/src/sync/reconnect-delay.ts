// How long a client waits before it tries again (S3): twice as long after each failure, and never all clients at once.

const firstMs = 500
const longestMs = 60_000

/** `failures` from 1; `chance` uniform in [0, 1): the delay lies between a half and the whole of the step. */
export function reconnectDelayMs(failures: number, chance: number): number {
  const step = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20))
  return Math.round(step * (0.5 + chance / 2))
}
