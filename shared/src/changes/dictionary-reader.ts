// Reads what change-dictionary.ts wrote: numbers back into origins, stamps and lives. Part of recovery.

import { asOriginId, type OriginId } from '../base/brand.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import { readHlc } from '../base/cell-codec.ts'
import type { Stamp } from '../base/stamp.ts'
import { originMaxLength, type Life } from './change-dictionary.ts'

export class DictionaryReader {
  readonly #reader: BytesReader
  readonly #origins: OriginId[] = []
  readonly #lives: Life[] = []
  readonly #stamps: Stamp[] = []

  constructor(reader: BytesReader) {
    this.#reader = reader
  }

  origin(): OriginId {
    const number = this.#reader.varint()
    if (number < this.#origins.length) return this.#origins[number]
    this.#expectNext(number, this.#origins.length)
    const text = this.#reader.text()
    if (text.length === 0 || text.length > originMaxLength) throw this.#reader.fail('an origin id of a wrong length')
    const origin = asOriginId(text)
    this.#origins.push(origin)
    return origin
  }

  stamp(): Stamp {
    const number = this.#reader.varint()
    if (number < this.#stamps.length) return this.#stamps[number]
    this.#expectNext(number, this.#stamps.length)
    const origin = this.origin()
    const stamp: Stamp = { hlc: readHlc(this.#reader), origin }
    this.#stamps.push(stamp)
    return stamp
  }

  /** The life with this number, read by the caller less `first`. */
  life(number: number): Life {
    if (number < this.#lives.length) return this.#lives[number]
    this.#expectNext(number, this.#lives.length)
    const origin = this.origin()
    const seq = this.#reader.varint()
    const life: Life = { hlc: readHlc(this.#reader), origin, seq }
    this.#lives.push(life)
    return life
  }

  #expectNext(number: number, length: number): void {
    if (number !== length) throw this.#reader.fail('a dictionary number that was not defined')
  }
}
