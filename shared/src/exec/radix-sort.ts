// Stable radix sort of row numbers by 64-bit unsigned images, 11 bits a pass. Passes in which all digits are equal are skipped.

const digitBits = 11
const buckets = 1 << digitBits
const digitMask = buckets - 1

/** Sorts `rows` in place by (high, low); an empty `low` does not count. Images are indexed by row number. */
export function radixSort(rows: Int32Array, high: Uint32Array, low: Uint32Array): void {
  let from: Int32Array = rows
  let to: Int32Array = new Int32Array(rows.length)
  for (const words of [low, high]) {
    if (words.length === 0) continue
    for (let shift = 0; shift < 32; shift += digitBits) {
      if (!pass(from, to, words, shift)) continue
      const swap = from
      from = to
      to = swap
    }
  }
  if (from !== rows) rows.set(from)
}

/** false: nothing to do, all digits are equal. */
function pass(from: Int32Array, to: Int32Array, words: Uint32Array, shift: number): boolean {
  const counts = new Int32Array(buckets)
  for (let i = 0; i < from.length; i++) counts[(words[from[i]] >>> shift) & digitMask]++
  if (from.length === 0 || counts[(words[from[0]] >>> shift) & digitMask] === from.length) return false
  let sum = 0
  for (let b = 0; b < buckets; b++) {
    const count = counts[b]
    counts[b] = sum
    sum += count
  }
  for (let i = 0; i < from.length; i++) {
    const row = from[i]
    to[counts[(words[row] >>> shift) & digitMask]++] = row
  }
  return true
}
