// Binary search in ascending keys, written out per array type so that both stay monomorphic. Called by leaf.ts and inner-node.ts.

/** Index of `key` among the first `count` numbers, or `-1 - index` of the first greater one. */
export function searchNumbers(keys: Float64Array | readonly number[], count: number, key: number): number {
  // Rows mostly arrive in key order.
  if (key > keys[count - 1]) return -1 - count
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle] < key) low = middle + 1
    else high = middle
  }
  return keys[low] === key ? low : -1 - low
}

/** The same for binary keys. */
export function searchStrings(keys: readonly string[], count: number, key: string): number {
  if (key > keys[count - 1]) return -1 - count
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle] < key) low = middle + 1
    else high = middle
  }
  return keys[low] === key ? low : -1 - low
}

/** Greatest index in [0, count) whose key is not above `key`; item 0 counts as below every key. */
export function childOfNumber(starts: readonly number[], count: number, key: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (starts[middle] <= key) low = middle
    else high = middle - 1
  }
  return low
}

/** The same for binary keys. */
export function childOfString(starts: readonly string[], count: number, key: string): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (starts[middle] <= key) low = middle
    else high = middle - 1
  }
  return low
}
