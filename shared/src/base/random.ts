// PORT Random: the only source of chance. `Math.random()` appears nowhere; real ids use crypto.

export interface Random {
  /** Uniform in [0, 1). */
  float(): number
  /** Uniform integer in [0, bound). */
  below(bound: number): number
  /** `count` random bytes. */
  bytes(count: number): Uint8Array<ArrayBuffer>
}

function randomFrom(nextUint32: () => number, fill: (count: number) => Uint8Array<ArrayBuffer>): Random {
  return {
    float: () => nextUint32() / 0x1_0000_0000,
    below: bound => Math.floor((nextUint32() / 0x1_0000_0000) * bound),
    bytes: fill,
  }
}

/** Cryptographically strong; for origins, seeds and anything that must be unique. */
export const systemRandom: Random = randomFrom(
  () => crypto.getRandomValues(new Uint32Array(1))[0],
  count => crypto.getRandomValues(new Uint8Array(count)),
)

/** Deterministic (mulberry32): the same seed gives the same run. For tests, simulation and demo data. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const nextUint32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  return randomFrom(nextUint32, count => Uint8Array.from({ length: count }, () => nextUint32() & 0xff))
}
