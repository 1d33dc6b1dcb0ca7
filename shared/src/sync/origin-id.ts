// An origin names one opening of one local store (R3): `<creation time, base 36 ms>-<random>`. The time lets the acceptor
// tell a new origin from one that it has forgotten (R20); it is never used to order anything.

import { type OriginId, asOriginId } from '../base/brand.ts'
import { toHex } from '../base/content-hash.ts'
import type { Random } from '../base/random.ts'

/** A new origin: made at the first write after the local store was opened. */
export function makeOriginId(nowMs: number, random: Random): OriginId {
  return asOriginId(`${nowMs.toString(36)}-${toHex(random.bytes(10))}`)
}
