// The keyed hash that decides where pages begin: HalfSipHash-1-3 with the database's 128-bit seed as its initial state.
// Called by tree-shape.ts. It is part of the page format: the same key and seed must give the same hash for ever.

/** 32 bits, unsigned. */
export type KeyHash = number

/** The four words of a database's tree seed. */
export interface HashSeed {
  readonly k0: number
  readonly k1: number
  readonly k2: number
  readonly k3: number
}

/** Reads 16 bytes as a seed. */
export function hashSeedOf(bytes: Uint8Array<ArrayBuffer>): HashSeed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { k0: view.getInt32(0, true), k1: view.getInt32(4, true), k2: view.getInt32(8, true), k3: view.getInt32(12, true) }
}

const floatBits = new DataView(new ArrayBuffer(8))

/** Hash of a number key. `-0` must have been made `0`. */
export function hashNumber(seed: HashSeed, key: number): KeyHash {
  let low = key >>> 0
  let high = Math.floor(key / 0x1_0000_0000) | 0
  if (!Number.isInteger(key)) {
    floatBits.setFloat64(0, key, true)
    low = floatBits.getInt32(0, true)
    high = ~floatBits.getInt32(4, true)
  }
  let v0 = seed.k0 | 0
  let v1 = seed.k1 | 0
  let v2 = seed.k2 ^ 0x6c796765
  let v3 = seed.k3 ^ 0x74656462
  // Steps 0..2 take a word each (the third is the length word), 3..5 finish.
  for (let step = 0; step < 6; step++) {
    const word = step === 0 ? low : step === 1 ? high : step === 2 ? 0x0800_0000 : 0
    if (step === 3) v2 ^= 0xff
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }
  return (v1 ^ v3) >>> 0
}

/** Hash of a binary key: char codes 0..255. */
export function hashBinary(seed: HashSeed, key: string): KeyHash {
  const length = key.length
  const words = (length >> 2) + 1
  let v0 = seed.k0 | 0
  let v1 = seed.k1 | 0
  let v2 = seed.k2 ^ 0x6c796765
  let v3 = seed.k3 ^ 0x74656462
  for (let step = 0; step < words + 3; step++) {
    let word = 0
    const at = step << 2
    if (step < words - 1) {
      word = key.charCodeAt(at) | (key.charCodeAt(at + 1) << 8) | (key.charCodeAt(at + 2) << 16) | (key.charCodeAt(at + 3) << 24)
    } else if (step === words - 1) {
      word = length << 24
      for (let i = at; i < length; i++) word |= key.charCodeAt(i) << ((i - at) << 3)
    } else if (step === words) v2 ^= 0xff
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }
  return (v1 ^ v3) >>> 0
}
