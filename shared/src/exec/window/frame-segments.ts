// The rows of a frame after EXCLUDE: up to three runs of places.

import type { BoundFrame } from '../../sql/bound-expression.ts'
import type { FrameBounds } from './frame-bounds.ts'
import type { WindowRows } from './window-rows.ts'

/** Calls `visit` for each non-empty run of the frame of `place`, in order. */
export function forEachSegment(
  place: number,
  exclude: BoundFrame['exclude'],
  bounds: FrameBounds,
  rows: WindowRows,
  visit: (from: number, to: number) => void,
): void {
  const start = bounds.starts[place]
  const end = bounds.ends[place]
  const run = (from: number, to: number): void => {
    const low = Math.max(from, start)
    const high = Math.min(to, end)
    if (low < high) visit(low, high)
  }
  switch (exclude) {
    case 'no others':
      return run(start, end)
    case 'current row':
      run(start, place)
      return run(place + 1, end)
    case 'group':
      run(start, rows.peerStart[place])
      return run(rows.peerEnd[place], end)
    case 'ties':
      run(start, rows.peerStart[place])
      run(place, place + 1)
      return run(rows.peerEnd[place], end)
  }
}

/** The `n`th place of the frame (from 0; from its end when negative), or -1. */
export function nthPlace(place: number, n: number, exclude: BoundFrame['exclude'], bounds: FrameBounds, rows: WindowRows): number {
  const runs: [number, number][] = []
  forEachSegment(place, exclude, bounds, rows, (from, to) => runs.push([from, to]))
  if (n < 0) runs.reverse()
  let rest = n < 0 ? -n - 1 : n
  for (const [from, to] of runs) {
    if (rest < to - from) return n < 0 ? to - 1 - rest : from + rest
    rest -= to - from
  }
  return -1
}
