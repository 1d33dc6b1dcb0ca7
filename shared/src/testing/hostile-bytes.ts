// Bytes as a failing disk or an enemy leaves them: changed, cut, longer, spliced. For the tests of every decoder.

import { ZenError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** One of many ways to damage `samples`; never equal to the sample that it comes from. */
export function damaged(samples: readonly Bytes[], random: Random): { readonly bytes: Bytes; readonly from: Bytes } {
  for (;;) {
    const from = samples[random.below(samples.length)]
    const bytes = damage(from, samples[random.below(samples.length)], random)
    if (bytes.length !== from.length || bytes.some((byte, i) => byte !== from[i])) return { bytes, from }
  }
}

function damage(from: Bytes, other: Bytes, random: Random): Bytes {
  switch (random.below(6)) {
    case 0:
      return from.slice(0, random.below(from.length))
    case 1: {
      const longer = new Uint8Array(from.length + 1 + random.below(20))
      longer.set(from)
      return longer
    }
    case 2: {
      // The head of one with the tail of another.
      const at = random.below(Math.min(from.length, other.length))
      return Uint8Array.from([...from.subarray(0, at), ...other.subarray(at)])
    }
    case 3: {
      const bytes = from.slice()
      bytes[random.below(bytes.length)] ^= 1 << random.below(8)
      return bytes
    }
    case 4: {
      // Something is missing in the middle.
      const at = random.below(from.length)
      return Uint8Array.from([...from.subarray(0, at), ...from.subarray(at + 1 + random.below(8))])
    }
    default: {
      const bytes = from.slice()
      for (let changes = random.below(4); changes >= 0; changes--)
        bytes[random.below(bytes.length)] = [random.below(256), 0, 255, 127, 128][random.below(5)]
      return bytes
    }
  }
}

export type Outcome<Result> = { readonly kind: 'decoded'; readonly result: Result } | { readonly kind: 'refused'; readonly code: string }

/** What `decode` makes of bytes: its result, or the code of its typed error. Throws everything else, and when it took too long. */
export function outcome<Result>(decode: () => Result, patienceMs = 10_000): Outcome<Result> {
  const startMs = performance.now()
  const found = attempt(decode)
  const tookMs = Math.round(performance.now() - startMs)
  if (tookMs > patienceMs) throw new RangeError(`decoding took ${tookMs} ms`)
  return found
}

function attempt<Result>(decode: () => Result): Outcome<Result> {
  try {
    return { kind: 'decoded', result: decode() }
  } catch (error) {
    if (error instanceof ZenError) return { kind: 'refused', code: error.code }
    throw error
  }
}
