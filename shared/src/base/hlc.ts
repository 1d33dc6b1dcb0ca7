// Hybrid logical clock stamps: 48 bits of milliseconds and a 16-bit counter (rules R2, R4, R5).
// A stamp is kept as two plain numbers, because together they exceed 53 bits.

/** One clock reading. Compare with `compareHlc`. */
export interface Hlc {
  /** Milliseconds since 1970, 48 bits. */
  readonly ms: number
  /** 0..65535; a full counter carries into the milliseconds. */
  readonly counter: number
}

export const zeroHlc: Hlc = Object.freeze({ ms: 0, counter: 0 })

/** Negative, zero or positive, as `Array.sort` wants it. */
export function compareHlc(a: Hlc, b: Hlc): number {
  return a.ms - b.ms || a.counter - b.counter
}

/** The smallest stamp after `hlc`. */
export function nextHlc(hlc: Hlc): Hlc {
  return hlc.counter === 0xffff ? { ms: hlc.ms + 1, counter: 0 } : { ms: hlc.ms, counter: hlc.counter + 1 }
}

export function maxHlc(a: Hlc, b: Hlc): Hlc {
  return compareHlc(a, b) >= 0 ? a : b
}

/** The stamp of a local event at physical time `nowMs`, after everything stamped so far. */
export function tickHlc(last: Hlc, nowMs: number): Hlc {
  return nowMs > last.ms ? { ms: nowMs, counter: 0 } : nextHlc(last)
}

/** `1764000000000.3`: text form for messages and people. */
export function printHlc(hlc: Hlc): string {
  return `${hlc.ms}.${hlc.counter}`
}
