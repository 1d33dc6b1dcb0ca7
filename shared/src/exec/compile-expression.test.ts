import { describe, expect, it } from 'vitest'
import { seededRandom, type Random } from '../base/random.ts'
import type { BoundExpression, ComparisonOperator } from '../sql/bound-expression.ts'
import { parseDecimal, printDecimal } from '../values/decimal.ts'
import { makeArray } from '../values/sql-array.ts'
import { arrayOf, sqlTypes } from '../values/sql-type.ts'
import type { Decimal, SqlValue } from '../values/sql-value.ts'
import { run } from '../testing/exec-fixture.ts'
import {
  and, arithmetic, call, compare, constant, filter, input, int, not, or, parameter, project, text, valuesPlan,
} from '../testing/plan-shorthand.ts' // prettier-ignore

const { bool, int2, int4, int8, float8, numeric } = sqlTypes

/** The value of an expression without input. */
function valueOf(expression: BoundExpression, parameters: readonly SqlValue[] = []): SqlValue {
  return run(project(valuesPlan([], [[]]), expression), [], parameters)[0][0]
}

const truth = (value: boolean | null): BoundExpression => constant(value, bool)
const divideByZero = compare(arithmetic(int(1), '/', input(0, int4)), '=', int(1))

describe('three-valued logic', () => {
  const values = [true, false, null]
  const andOf = (a: boolean | null, b: boolean | null): boolean | null =>
    a === false || b === false ? false : a === null || b === null ? null : true
  it.each(values.flatMap(a => values.map(b => [a, b] as const)))('%s and/or %s', (a, b) => {
    const rows = valuesPlan([bool, bool], [[a, b]])
    const inverse = (x: boolean | null): boolean | null => (x === null ? null : !x)
    expect(run(project(rows, and(input(0, bool), input(1, bool)), or(input(0, bool), input(1, bool)), not(input(0, bool))))).toEqual([
      [andOf(a, b), inverse(andOf(inverse(a), inverse(b))), inverse(a)],
    ])
  })

  it('a NULL condition keeps no row, nor does its negation', () => {
    const rows = valuesPlan([int4], [[1], [null], [3]])
    expect(run(filter(rows, compare(input(0, int4), '>', int(1))))).toEqual([[3]])
    expect(run(filter(rows, not(compare(input(0, int4), '>', int(1)))))).toEqual([[1]])
  })
})

describe('operands that are not reached are not evaluated', () => {
  const rows = valuesPlan([int4], [[0], [1], [2]])
  const notZero = compare(input(0, int4), '<>', int(0))
  it('AND stops at false, in a condition and as a value', () => {
    expect(run(filter(rows, and(notZero, divideByZero)))).toEqual([[1]])
    expect(run(project(rows, and(notZero, divideByZero)))).toEqual([[false], [true], [false]])
  })
  it('OR stops at true', () => {
    const isZero = compare(input(0, int4), '=', int(0))
    expect(run(filter(rows, or(isZero, divideByZero)))).toEqual([[0], [1]])
    expect(run(project(rows, or(isZero, divideByZero)))).toEqual([[true], [true], [false]])
  })
  it('CASE evaluates a branch only for its rows', () => {
    const safe: BoundExpression = {
      kind: 'case',
      type: int4,
      branches: [{ when: notZero, then: arithmetic(int(6), '/', input(0, int4)) }],
      otherwise: int(-1),
    }
    expect(run(project(rows, safe))).toEqual([[-1], [6], [3]])
  })
  it('COALESCE stops at the first value', () => {
    const some = valuesPlan([int4, int4], [[5, 0], [null, 2]]) // prettier-ignore
    const expression: BoundExpression = {
      kind: 'coalesce',
      type: int4,
      operands: [input(0, int4), arithmetic(int(8), '/', input(1, int4))],
    }
    expect(run(project(some, expression))).toEqual([[5], [4]])
  })
  it('a constant expression that fails is not evaluated for no rows', () => {
    const never: BoundExpression = {
      kind: 'case',
      type: int4,
      branches: [{ when: truth(false), then: arithmetic(int(1), '/', int(0)) }],
      otherwise: int(7),
    }
    expect(run(project(rows, never))).toEqual([[7], [7], [7]])
  })
})

describe('arithmetic', () => {
  it('int4 overflow is 22003 and NULL operands do not count', () => {
    const max = valuesPlan([int4, int4], [[2147483647, null], [1, 1]]) // prettier-ignore
    expect(run(project(max, arithmetic(input(0, int4), '+', input(1, int4))))).toEqual([[null], [2]])
    expect(() => valueOf(arithmetic(int(2147483647), '+', int(1)))).toThrow(
      expect.objectContaining({ code: '22003', message: 'integer out of range' }),
    )
    expect(() => valueOf(arithmetic(int(65536), '*', int(65536)))).toThrow('integer out of range')
    const pair = valuesPlan([int4, int4], [[-2147483648, -1]])
    expect(() => run(project(pair, arithmetic(input(0, int4), '/', input(1, int4))))).toThrow('integer out of range')
  })
  it('division truncates and a zero divisor is 22012', () => {
    expect(valueOf(arithmetic(int(-7), '/', int(2)))).toBe(-3)
    expect(valueOf(arithmetic(int(-7), '%', int(2)))).toBe(-1)
    expect(() => valueOf(arithmetic(int(1), '/', int(0)))).toThrow(expect.objectContaining({ code: '22012' }))
    expect(() => valueOf(arithmetic(constant(32767, int2), '+', constant(1, int2)))).toThrow('smallint out of range')
  })
  it('int8 goes from number to bigint and back', () => {
    const big = (value: number | bigint): BoundExpression => constant(value, int8)
    expect(valueOf(arithmetic(big(Number.MAX_SAFE_INTEGER), '+', big(2)))).toBe(9007199254740993n)
    expect(valueOf(arithmetic(big(9007199254740993n), '-', big(2)))).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => valueOf(arithmetic(big(9223372036854775807n), '+', big(1)))).toThrow('bigint out of range')
    const mixed = valuesPlan([int8], [[1], [9007199254740993n], [null]])
    expect(run(project(mixed, arithmetic(input(0, int8), '+', big(1))))).toEqual([[2], [9007199254740994n], [null]])
    expect(run(filter(mixed, compare(input(0, int8), '>', big(5))))).toEqual([[9007199254740993n]])
  })
  it('numeric is exact', () => {
    const value = valueOf(arithmetic(constant(parseDecimal('0.1'), numeric), '+', constant(parseDecimal('0.20'), numeric)))
    expect(printDecimal(value as Decimal)).toBe('0.30')
  })
})

describe('floats', () => {
  const rows = valuesPlan([float8], [[NaN], [Infinity], [1], [-0], [null]])
  it('NaN equals NaN and is above all', () => {
    const is = (operator: ComparisonOperator, value: number): SqlValue[] =>
      run(filter(rows, compare(input(0, float8), operator, constant(value, float8)))).flat()
    expect(is('=', NaN)).toEqual([NaN])
    expect(is('>', Infinity)).toEqual([NaN])
    expect(is('>=', 1)).toEqual([NaN, Infinity, 1])
    expect(is('<', NaN)).toEqual([Infinity, 1, -0])
    expect(is('<>', 1)).toEqual([NaN, Infinity, -0])
  })
})

describe('casts, functions and parameters', () => {
  it('widen numbers and keep NULL', () => {
    const rows = valuesPlan([int4], [[1], [null]])
    const cast = (type: typeof int8): BoundExpression => ({ kind: 'cast', operand: input(0, int4), type, explicit: true })
    expect(run(project(rows, cast(int8), cast(float8), cast(sqlTypes.text)))).toEqual([[1, 1, '1'], [null, null, null]]) // prettier-ignore
  })
  it('a parameter is read at each execution', () => {
    expect(valueOf(arithmetic(parameter(0, int4), '+', int(1)), [41])).toBe(42)
  })
  it('strict functions answer NULL without being called', () => {
    const rows = valuesPlan([sqlTypes.text], [['Abc'], [null]])
    expect(run(project(rows, call('upper', [input(0, sqlTypes.text)], sqlTypes.text)))).toEqual([['ABC'], [null]])
  })
  it('LIKE with the usual shapes of pattern equals the general matcher', () => {
    const words = ['', 'a', 'ab', 'abc', 'xabc', 'xab', '%', 'a%c', 'ABC', null]
    const rows = valuesPlan(
      [sqlTypes.text],
      words.map(word => [word]),
    )
    for (const pattern of ['%', 'ab%', '%bc', '%b%', 'abc', 'a_c', 'a\\%c', '%a%c', '%%', '']) {
      const like = call('~~', [input(0, sqlTypes.text), text(pattern)], bool)
      const general = call('~~', [input(0, sqlTypes.text), input(1, sqlTypes.text)], bool)
      const both = valuesPlan(
        [sqlTypes.text, sqlTypes.text],
        words.map(word => [word, pattern]),
      )
      expect(run(project(rows, like)), pattern).toEqual(run(project(both, general)))
      expect(run(filter(rows, like)).length, pattern).toBe(run(filter(both, general)).length)
    }
  })
})

describe('lists, arrays and rows', () => {
  const rows = valuesPlan([int4], [[1], [2], [null]])
  it.each([
    [[1, 3], false, [true, false, null]],
    [[1, null], false, [true, null, null]],
    [[1, null], true, [false, null, null]],
    [[1, 3], true, [false, true, null]],
  ] as const)('x in %j (negated: %s)', (items, negated, expected) => {
    const list: BoundExpression = {
      kind: 'in list',
      type: bool,
      negated,
      operandType: int4,
      operand: input(0, int4),
      items: items.map(int),
    }
    expect(run(project(rows, list)).flat()).toEqual(expected)
    expect(run(filter(rows, list)).length).toBe(expected.filter(value => value === true).length)
    const perRow: BoundExpression = { ...list, items: [...items.map(int), arithmetic(input(0, int4), '+', int(1))] }
    expect(run(filter(rows, perRow)).length).toBe(expected.filter(value => value === true).length)
  })
  it('= ANY (array) and <> ALL (array)', () => {
    const array = (items: readonly (number | null)[]): BoundExpression => constant(makeArray(int4, items), arrayOf(int4))
    const any = (items: readonly (number | null)[]): BoundExpression => ({
      kind: 'quantified array', quantifier: 'any', type: bool, left: input(0, int4), array: array(items), comparison: compare(input(0, int4), '=', input(1, int4)),
    }) // prettier-ignore
    expect(run(project(rows, any([1, 5]))).flat()).toEqual([true, false, null])
    expect(run(project(rows, any([]))).flat()).toEqual([false, false, false])
    expect(run(project(rows, any([null]))).flat()).toEqual([null, null, null])
    const above: BoundExpression = {
      kind: 'quantified array', quantifier: 'all', type: bool, left: input(0, int4), array: array([0, 1]), comparison: compare(input(0, int4), '>', input(1, int4)),
    } // prettier-ignore
    expect(run(project(rows, above)).flat()).toEqual([false, true, null])
  })
  it('arrays nest, and are subscripted and sliced', () => {
    const inner = (a: number, b: number): BoundExpression => ({ kind: 'array', type: arrayOf(int4), items: [int(a), int(b)] })
    const nested: BoundExpression = { kind: 'array', type: arrayOf(int4), items: [inner(1, 2), inner(3, 4)] }
    expect(valueOf({ kind: 'subscript', type: int4, operand: nested, indexes: [int(2), int(1)] })).toBe(3)
    expect(valueOf({ kind: 'subscript', type: int4, operand: nested, indexes: [int(2)] })).toBe(null)
    expect(valueOf({ kind: 'slice', type: arrayOf(int4), operand: nested, bounds: [{ lower: int(2), upper: null }] })).toMatchObject({
      dimensions: [1, 2],
      items: [3, 4],
    })
  })
})

const operators = ['=', '<>', '<', '<=', '>', '>='] as const
const holds = (operator: ComparisonOperator, order: number): boolean =>
  ({ '=': order === 0, '<>': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 })[operator]

/** A condition over two int4 columns and a text column. */
function randomCondition(random: Random, depth: number): BoundExpression {
  const operator = operators[random.below(6)]
  switch (random.below(depth > 0 ? 7 : 4)) {
    case 0:
      return compare(input(0, int4), operator, int(random.below(5) === 0 ? null : random.below(6)))
    case 1:
      return compare(input(0, int4), operator, input(1, int4))
    case 2:
      return compare(input(2, sqlTypes.text), operator, text('abc'[random.below(3)]))
    case 3:
      return { kind: 'is null', type: bool, negated: random.below(2) === 0, operand: input(random.below(3), int4) }
    case 4:
      return not(randomCondition(random, depth - 1))
    case 5:
      return and(randomCondition(random, depth - 1), randomCondition(random, depth - 1))
    default:
      return or(randomCondition(random, depth - 1), randomCondition(random, depth - 1))
  }
}

const invert = (value: boolean | null): boolean | null => (value === null ? null : !value)
const conjunction = (a: boolean | null, b: boolean | null): boolean | null =>
  a === false || b === false ? false : a === null || b === null ? null : true

describe('random conditions', () => {
  it('mean the same as a filter, as a value, and row by row', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seededRandom(seed)
      const rows = Array.from({ length: 1 + random.below(40) }, () => [
        random.below(5) === 0 ? null : random.below(6),
        random.below(5) === 0 ? null : random.below(6),
        random.below(5) === 0 ? null : 'abcd'[random.below(4)],
      ])
      const plan = valuesPlan([int4, int4, sqlTypes.text], rows)
      const condition = randomCondition(random, 3)
      const values = rows.map(row => evaluateNaively(condition, row))
      expect(run(project(plan, condition)).flat(), `seed ${seed}`).toEqual(values)
      expect(run(filter(plan, condition)), `seed ${seed}`).toEqual(rows.filter((_, i) => values[i] === true))
    }
  })
})

function evaluateNaively(expression: BoundExpression, row: readonly SqlValue[]): boolean | null {
  switch (expression.kind) {
    case 'compare': {
      const valueAtLeaf = (leaf: BoundExpression): SqlValue =>
        leaf.kind === 'input' ? row[leaf.index] : leaf.kind === 'constant' ? leaf.value : null
      const a = valueAtLeaf(expression.left)
      const b = valueAtLeaf(expression.right)
      if (a === null || b === null) return null
      return holds(expression.operator, a === b ? 0 : a < b ? -1 : 1)
    }
    case 'is null':
      return expression.operand.kind === 'input' ? (row[expression.operand.index] === null) !== expression.negated : null
    case 'not':
      return invert(evaluateNaively(expression.operand, row))
    case 'and':
      return expression.operands.map(e => evaluateNaively(e, row)).reduce(conjunction)
    case 'or':
      return invert(expression.operands.map(e => invert(evaluateNaively(e, row))).reduce(conjunction))
    default:
      throw new Error(`no meaning for ${expression.kind}`)
  }
}
