// Casts: relabelled where the runtime form stays, loops between the number types, the cast's function a row for the rest.

import { SqlError } from '../../base/errors.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import { findCast } from '../../values/cast-value.ts'
import { lateTimes } from '../../values/late-times.ts'
import { physicalKind, type SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import { isNullAt, valueAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'

export function evaluateCast(expression: Extract<BoundExpression, { kind: 'cast' }>, scope: CompileScope): Evaluate {
  const { type: to, explicit } = expression
  const from = expression.operand.type
  const operand = scope.compile(expression.operand)
  if (isWidening(from, to)) return widen(operand, to)
  const cast = findCast(from, to, explicit ? 'explicit' : 'assignment')
  if (cast === null) throw new SqlError('42846', `cannot cast type ${printTypeName(from)} to ${printTypeName(to)}`)
  if (cast.method === 'none' && to.modifier === undefined && physicalKind(from) === physicalKind(to) && isInt8(from) === isInt8(to)) {
    return batch => {
      const { data, nulls } = operand(batch)
      return { type: to, data, nulls }
    }
  }
  // Rows may hold times in any format: what reads them is loaded now, where the statement can still be run again.
  if (from.kind === 'scalar' && isText(from) && /^(?:date|time|interval)/.test(to.name)) lateTimes.get()
  const buffer = new ResultBuffer(to)
  const { runtime } = scope
  const { apply } = cast
  return batch => {
    const vector = operand(batch)
    const context = runtime.valueContext
    const { selection, count } = batch
    buffer.begin(batch.length)
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (isNullAt(vector, p)) buffer.setNull(p)
      else buffer.set(p, apply(valueAt(vector, p), context))
    }
    return buffer.finish()
  }
}

const isText = (type: SqlType): boolean =>
  type.name === 'text' || type.name === 'varchar' || type.name === 'bpchar' || type.name === 'unknown'

const isInt8 = (type: SqlType): boolean => type.kind === 'scalar' && type.name === 'int8'

const widenings: Readonly<Record<string, readonly string[]>> = {
  int2: ['int4', 'int8', 'float8'],
  int4: ['int8', 'float8'],
  float4: ['float8'],
}

/** Is the cast a plain copy of the number? */
function isWidening(from: SqlType, to: SqlType): boolean {
  return from.kind === 'scalar' && to.kind === 'scalar' && to.modifier === undefined && (widenings[from.name]?.includes(to.name) ?? false)
}

function widen(operand: Evaluate, to: SqlType): Evaluate {
  const buffer = new ResultBuffer(to)
  return batch => {
    const vector = operand(batch)
    const { data, nulls } = vector
    if (buffer.isInts) return { type: to, data, nulls }
    buffer.begin(batch.length)
    if (Array.isArray(data)) return copyPlain(vector, buffer, batch)
    copyNumbers(vector, buffer.floats, batch)
    return { type: to, data: buffer.floats, nulls }
  }
}

function copyNumbers({ data }: Vector, out: Float64Array, { selection, count }: Batch): void {
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    out[p] = Number(data[p])
  }
}

/** A plain column has its NULLs among its values. */
function copyPlain(vector: Vector, buffer: ResultBuffer, { selection, count }: Batch): Vector {
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    buffer.set(p, valueAt(vector, p))
  }
  return buffer.finish()
}
