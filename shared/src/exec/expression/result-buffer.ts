// The buffer that an expression writes its results to, kept between batches so that evaluating allocates nothing.
// int8 results are a Float64Array until a bigint has to be stored.

import { physicalKind, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'

export class ResultBuffer {
  readonly type: SqlType
  readonly #kind: 'i32' | 'f64' | 'int8' | 'any'
  #ints: Int32Array = noInts
  #floats: Float64Array = noFloats
  #values: SqlValue[] = []
  #nulls: Uint8Array = noNulls
  #hasNulls = false
  #isPlain: boolean
  #length = 0

  constructor(type: SqlType) {
    this.type = type
    const physical = physicalKind(type)
    this.#kind = physical === 'any' && type.kind === 'scalar' && type.name === 'int8' ? 'int8' : physical
    this.#isPlain = physical === 'any' && this.#kind !== 'int8'
  }

  /** Starts a new result of `length` positions, none of them NULL. */
  begin(length: number): void {
    this.#length = length
    this.#hasNulls = false
    this.#isPlain = this.#kind === 'any'
    if (this.#kind === 'i32' && this.#ints.length < length) this.#ints = new Int32Array(length)
    else if (this.#floats.length < length && (this.#kind === 'f64' || this.#kind === 'int8')) this.#floats = new Float64Array(length)
  }

  set(position: number, value: SqlValue): void {
    if (this.#isPlain) this.#values[position] = value
    else if (value === null) this.setNull(position)
    else if (typeof value === 'bigint') {
      this.#becomePlain()
      this.#values[position] = value
    } else {
      if (this.#hasNulls) this.#nulls[position] = 0
      if (this.#kind === 'i32') this.#ints[position] = Number(value)
      else this.#floats[position] = Number(value)
    }
  }

  setNull(position: number): void {
    if (this.#isPlain) this.#values[position] = null
    else this.nulls()[position] = 1
  }

  /** Undoes `setNull`. Typed kinds only. */
  clearNull(position: number): void {
    if (this.#hasNulls) this.#nulls[position] = 0
  }

  /** The null flags, cleared when first asked for after `begin`. Typed kinds only. */
  nulls(): Uint8Array {
    if (!this.#hasNulls) {
      if (this.#nulls.length < this.#length) this.#nulls = new Uint8Array(this.#length)
      else this.#nulls.fill(0, 0, this.#length)
      this.#hasNulls = true
    }
    return this.#nulls
  }

  get isInts(): boolean {
    return this.#kind === 'i32'
  }

  /** For kernels that write in place; `begin` came before. Kind 'i32' only. */
  get ints(): Int32Array {
    return this.#ints
  }

  /** Kinds 'f64' and int8 only. */
  get floats(): Float64Array {
    return this.#floats
  }

  finish(): Vector {
    if (this.#isPlain) return { type: this.type, data: this.#values, nulls: null }
    return { type: this.type, data: this.#kind === 'i32' ? this.#ints : this.#floats, nulls: this.#hasNulls ? this.#nulls : null }
  }

  #becomePlain(): void {
    for (let i = 0; i < this.#length; i++) this.#values[i] = this.#hasNulls && this.#nulls[i] === 1 ? null : this.#floats[i]
    this.#isPlain = true
    this.#hasNulls = false
  }
}

const noInts = new Int32Array(0)
const noFloats = new Float64Array(0)
const noNulls = new Uint8Array(0)
