// A growing column that owns its values: sorts, joins, groups and results keep rows in these.
// int8 starts as Float64Array and becomes a plain array when the first bigint arrives.

import { physicalKind, type SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { Vector, VectorData } from '../values/vector.ts'

const firstCapacity = 64

export class ColumnBuilder {
  readonly type: SqlType
  #data: VectorData
  #nulls: Uint8Array | null = null
  #length = 0

  constructor(type: SqlType) {
    this.type = type
    this.#data = emptyData(type)
  }

  get length(): number {
    return this.#length
  }

  clear(): void {
    this.#data = emptyData(this.type)
    this.#nulls = null
    this.#length = 0
  }

  /** Copies the rows at the first `count` positions of `selection`. */
  append(vector: Vector, selection: Int32Array, count: number): void {
    const from = vector.data
    if (!(this.#data instanceof Int32Array) && !(this.#data instanceof Float64Array))
      this.#appendPlain(this.#data, vector, selection, count)
    else if (from instanceof Int32Array || from instanceof Float64Array) {
      this.#reserve(count)
      copyTyped(this.#data, this.#length, from, selection, count)
      this.#copyNulls(vector.nulls, selection, count)
      this.#length += count
    } else for (let i = 0; i < count; i++) this.push(from[selection[i]])
  }

  #appendPlain(data: SqlValue[], vector: Vector, selection: Int32Array, count: number): void {
    const { data: from, nulls } = vector
    if (nulls === null) for (let i = 0; i < count; i++) data.push(from[selection[i]])
    else
      for (let i = 0; i < count; i++) {
        const position = selection[i]
        data.push(nulls[position] === 1 ? null : from[position])
      }
    this.#length += count
  }

  /** Adds one value; a boolean goes in as 0/1. */
  push(value: SqlValue): void {
    if (typeof value === 'bigint' && this.#data instanceof Float64Array) this.#becomePlain()
    const data = this.#data
    if (data instanceof Int32Array || data instanceof Float64Array) {
      if (this.#length === data.length) this.#reserve(1)
      if (value === null) {
        this.#nulls ??= new Uint8Array(this.#data.length)
        this.#nulls[this.#length] = 1
      } else this.#data[this.#length] = Number(value)
    } else data.push(value)
    this.#length++
  }

  /** The rows so far, without a copy: arrays may be longer than `length`, and are valid until rows are added. */
  vector(): Vector {
    return { type: this.type, data: this.#data, nulls: this.#nulls }
  }

  /** Rows `from` to `to` as a vector that starts at 0. */
  slice(from: number, to: number): Vector {
    const data = this.#data
    const part = data instanceof Int32Array || data instanceof Float64Array ? data.subarray(from, to) : data.slice(from, to)
    return { type: this.type, data: part, nulls: this.#nulls === null ? null : this.#nulls.subarray(from, to) }
  }

  #copyNulls(nulls: Uint8Array | null, selection: Int32Array, count: number): void {
    if (nulls === null) return
    this.#nulls ??= new Uint8Array(this.#data.length)
    const to = this.#nulls
    const start = this.#length
    for (let i = 0; i < count; i++) to[start + i] = nulls[selection[i]]
  }

  #reserve(count: number): void {
    const data = this.#data
    if (!(data instanceof Int32Array || data instanceof Float64Array)) return
    const wanted = this.#length + count
    if (wanted <= data.length) return
    const capacity = Math.max(wanted, 2 * data.length, firstCapacity)
    const grown = data instanceof Int32Array ? new Int32Array(capacity) : new Float64Array(capacity)
    grown.set(data)
    this.#data = grown
    if (this.#nulls !== null) {
      const nulls = new Uint8Array(capacity)
      nulls.set(this.#nulls)
      this.#nulls = nulls
    }
  }

  #becomePlain(): void {
    const { data, nulls } = this.vector()
    const plain: SqlValue[] = []
    for (let i = 0; i < this.#length; i++) plain.push(nulls !== null && nulls[i] === 1 ? null : data[i])
    this.#data = plain
    this.#nulls = null
  }
}

/** A column without rows, of the form that its type has. */
export function emptyData(type: SqlType): VectorData {
  if (type.kind === 'scalar' && type.name === 'int8') return new Float64Array(0)
  const kind = physicalKind(type)
  return kind === 'i32' ? new Int32Array(0) : kind === 'f64' ? new Float64Array(0) : []
}

function copyTyped(
  to: Int32Array | Float64Array,
  start: number,
  from: Int32Array | Float64Array,
  selection: Int32Array,
  count: number,
): void {
  if (to instanceof Int32Array && from instanceof Int32Array) for (let i = 0; i < count; i++) to[start + i] = from[selection[i]]
  else if (to instanceof Float64Array && from instanceof Float64Array) for (let i = 0; i < count; i++) to[start + i] = from[selection[i]]
  else for (let i = 0; i < count; i++) to[start + i] = from[selection[i]]
}
