// + - * / % on one type: loops for int4 and float8, a function a row for the rest.

import { assert } from '../../base/assert.ts'
import type { ArithmeticOperator, BoundExpression } from '../../sql/bound-expression.ts'
import {
  addInt8, divideInt8, divideInteger, modInt8, modInteger, multiplyInt8, subtractInt8, toInt2, toInt4, type Int8,
} from '../../functions/integer-arithmetic.ts' // prettier-ignore
import { divisionByZero, overflow, underflow } from '../../functions/value-errors.ts'
import {
  addDecimals, divideDecimals, modDecimals, multiplyDecimals, subtractDecimals,
} from '../../values/decimal-arithmetic.ts' // prettier-ignore
import type { SqlType } from '../../values/sql-type.ts'
import type { Decimal, SqlValue } from '../../values/sql-value.ts'
import { isNullAt, type Vector } from '../../values/vector.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'

export function evaluateArithmetic(expression: Extract<BoundExpression, { kind: 'arithmetic' }>, scope: CompileScope): Evaluate {
  const left = scope.compile(expression.left)
  const right = scope.compile(expression.right)
  const { type, operator } = expression
  const buffer = new ResultBuffer(type)
  const apply = arithmeticOf(operator, type)
  const isInt4 = type.name === 'int4' && operator !== '/' && operator !== '%'
  return batch => {
    const a = left(batch)
    const b = right(batch)
    buffer.begin(batch.length)
    if (isInt4 && a.data instanceof Int32Array && b.data instanceof Int32Array && intLoop(operator, a.data, b.data, batch, buffer)) {
      addNulls(a.nulls, batch, buffer)
      addNulls(b.nulls, batch, buffer)
    } else applyRows(apply, a, b, batch, buffer)
    return buffer.finish()
  }
}

/** false when a result does not fit: it may be the rest of a NULL, so the rows then decide one by one. */
function intLoop(operator: ArithmeticOperator, a: Int32Array, b: Int32Array, { selection, count }: Batch, buffer: ResultBuffer): boolean {
  const out = buffer.ints
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const result = operator === '+' ? a[p] + b[p] : operator === '-' ? a[p] - b[p] : a[p] * b[p]
    out[p] = result
    if (result !== out[p]) return false
  }
  return true
}

function addNulls(nulls: Uint8Array | null, { selection, count }: Batch, buffer: ResultBuffer): void {
  if (nulls === null) return
  for (let i = 0; i < count; i++) if (nulls[selection[i]] === 1) buffer.setNull(selection[i])
}

function applyRows(apply: (a: SqlValue, b: SqlValue) => SqlValue, a: Vector, b: Vector, batch: Batch, buffer: ResultBuffer): void {
  const { selection, count } = batch
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (isNullAt(a, p) || isNullAt(b, p)) buffer.setNull(p)
    else buffer.set(p, apply(a.data[p], b.data[p]))
  }
}

type Apply = (a: SqlValue, b: SqlValue) => SqlValue

/** The operator on two values that are not NULL. */
export function arithmeticOf(operator: ArithmeticOperator, type: SqlType): Apply {
  switch (type.name) {
    case 'int2':
      return smallOperators(toInt2)[operator] as Apply
    case 'int4':
      return smallOperators(toInt4)[operator] as Apply
    case 'int8':
      return int8Operators[operator] as Apply
    case 'float4':
      return floatOperators(Math.fround)[operator] as Apply
    case 'float8':
      return floatOperators(x => x)[operator] as Apply
    default:
      assert(type.name === 'numeric', `arithmetic is on numbers, not ${type.name}`)
      return decimalOperators[operator] as Apply
  }
}

type NumberOperators = Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>>

function smallOperators(check: (value: number) => number): NumberOperators {
  return {
    '+': (a, b) => check(a + b),
    '-': (a, b) => check(a - b),
    '*': (a, b) => check(a * b),
    '/': (a, b) => check(divideInteger(a, b)),
    '%': modInteger,
  }
}

const int8Operators: Readonly<Record<ArithmeticOperator, (a: Int8, b: Int8) => Int8>> = {
  '+': addInt8, '-': subtractInt8, '*': multiplyInt8, '/': divideInt8, '%': modInt8,
} // prettier-ignore

const decimalOperators: Readonly<Record<ArithmeticOperator, (a: Decimal, b: Decimal) => Decimal>> = {
  '+': addDecimals, '-': subtractDecimals, '*': multiplyDecimals, '/': divideDecimals, '%': modDecimals,
} // prettier-ignore

/** An infinity or a zero that the operands do not explain is an error, as in PostgreSQL. */
function floatOperators(round: (value: number) => number): NumberOperators {
  const finite = (value: number, a: number, b: number): number => {
    if ((value === Infinity || value === -Infinity) && Number.isFinite(a) && Number.isFinite(b)) throw overflow()
    return value
  }
  return {
    '+': (a, b) => finite(round(a + b), a, b),
    '-': (a, b) => finite(round(a - b), a, b),
    '*': (a, b) => {
      const value = finite(round(a * b), a, b)
      if (value === 0 && a !== 0 && b !== 0) throw underflow()
      return value
    },
    '/': (a, b) => {
      if (b === 0 && !Number.isNaN(a)) throw divisionByZero()
      const value = finite(round(a / b), a, b)
      if (value === 0 && a !== 0 && Number.isFinite(b)) throw underflow()
      return value
    },
    '%': (a, b) => {
      if (b === 0) throw divisionByZero()
      return a % b
    },
  }
}
