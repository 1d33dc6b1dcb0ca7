// The cap rule. A run (what lies between two keys that begin nodes by their own hash) that is too heavy is split at its
// item of smallest hash, never at its first, and the parts again, until every part fits. The result depends on the run's
// items alone, not on their history. Called by restructure.ts and check-tree.ts; pure.

/** A run of `count` items in key order; equal hashes are split at the smaller key first. */
export interface Run {
  readonly count: number
  weightOf(index: number): number
  hashOf(index: number): number
}

export interface SplitLimits {
  readonly cap: number
  /** Splits nested deeper are not made: chosen keys cannot cause unbounded work or one-row parts. */
  readonly depth: number
}

/** Indexes at which the parts begin, ascending, 0 first. Linear in the run. */
export function splitRun(run: Run, limits: SplitLimits): number[] {
  const total = prefixWeights(run)
  if (run.count < 2 || total[run.count] <= limits.cap) return [0]
  const { left, right, root } = smallestFirst(run)
  const starts = [0]
  const pending = [{ item: root, from: 0, to: run.count, depth: 0 }]
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const { item, from, to, depth } = part
    if (item === 0 || depth >= limits.depth || total[to] - total[from] <= limits.cap) continue
    starts.push(item)
    pending.push({ item: left[item], from, to: item, depth: depth + 1 }, { item: right[item], from: item, to, depth: depth + 1 })
  }
  return starts.sort((a, b) => a - b)
}

function prefixWeights(run: Run): Float64Array {
  const total = new Float64Array(run.count + 1)
  for (let i = 0; i < run.count; i++) total[i + 1] = total[i] + run.weightOf(i)
  return total
}

/** The Cartesian tree over items 1.., smallest hash at the root; 0 stands for "none". */
function smallestFirst(run: Run): { left: Int32Array; right: Int32Array; root: number } {
  const hashes = new Float64Array(run.count)
  for (let i = 1; i < run.count; i++) hashes[i] = run.hashOf(i)
  const left = new Int32Array(run.count)
  const right = new Int32Array(run.count)
  const spine: number[] = []
  for (let i = 1; i < run.count; i++) {
    let last = 0
    while (spine.length > 0 && hashes[spine[spine.length - 1]] > hashes[i]) last = spine.pop() ?? 0
    left[i] = last
    if (spine.length > 0) right[spine[spine.length - 1]] = i
    spine.push(i)
  }
  return { left, right, root: spine.length > 0 ? spine[0] : 0 }
}
