// Subqueries inside expressions: scalar, EXISTS, ARRAY(…), and `x op ANY|ALL (SELECT …)`.

import { SqlError } from '../../base/errors.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import { makeArray } from '../../values/sql-array.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, valueAt, vectorOf, type Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, type Batch } from '../batch.ts'
import { RowStore } from '../row-store.ts'
import { nestArrays } from './compile-composite.ts'
import { listKeyOf, type ValueSet } from './compile-in-list.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { judgeQuantifier } from './quantifier.ts'
import { ResultBuffer } from './result-buffer.ts'
import { firstColumnAt, SubplanRunner, type SubplanReader } from './run-subplan.ts'
import type { EqualityKey } from '../../values/equality-key.ts'

/** A value for each selected row, through the runner. */
function evaluateAnswers<T>(runner: SubplanRunner<T>, buffer: ResultBuffer, valueOf: (answer: T, position: number) => SqlValue): Evaluate {
  return batch => {
    runner.prepare(batch)
    buffer.begin(batch.length)
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      buffer.set(p, valueOf(runner.answerFor(batch, i), p))
    }
    return buffer.finish()
  }
}

class ScalarReader implements SubplanReader<{ readonly value: SqlValue }> {
  #rows = 0
  #value: SqlValue = null

  start(): void {
    this.#rows = 0
    this.#value = null
  }

  take(batch: Batch): boolean {
    if (this.#rows === 0) this.#value = firstColumnAt(batch, 0)
    this.#rows += batch.count
    if (this.#rows > 1) throw new SqlError('21000', 'more than one row returned by a subquery used as an expression')
    return false
  }

  finish(): { readonly value: SqlValue } {
    return { value: this.#value }
  }
}

export function evaluateScalarSubquery(expression: Extract<BoundExpression, { kind: 'scalar subquery' }>, scope: CompileScope): Evaluate {
  const runner = new SubplanRunner(expression.subplan, scope, new ScalarReader())
  return evaluateAnswers(runner, new ResultBuffer(expression.type), answer => answer.value)
}

export function evaluateExists(expression: Extract<BoundExpression, { kind: 'exists' }>, scope: CompileScope): Evaluate {
  let found = false
  const runner = new SubplanRunner<boolean>(expression.subplan, scope, {
    start: () => {
      found = false
    },
    take: () => (found = true),
    finish: () => found,
  })
  return evaluateAnswers(runner, new ResultBuffer(sqlTypes.bool), answer => answer)
}

export function evaluateArraySubquery(expression: Extract<BoundExpression, { kind: 'array subquery' }>, scope: CompileScope): Evaluate {
  const { type, subplan } = expression
  const element = type.element ?? type
  const isNested = subplan.plan.output[0].type.kind === 'array'
  let items: SqlValue[] = []
  const runner = new SubplanRunner<SqlValue>(subplan, scope, {
    start: () => {
      items = []
    },
    take: batch => {
      for (let i = 0; i < batch.count; i++) items.push(firstColumnAt(batch, i))
      return false
    },
    finish: () => (isNested ? nestArrays(element, items) : makeArray(element, items)),
  })
  return evaluateAnswers(runner, new ResultBuffer(type), answer => answer)
}

type Quantified = Extract<BoundExpression, { kind: 'quantified subquery' }>

export function evaluateQuantifiedSubquery(expression: Quantified, scope: CompileScope): Evaluate {
  return membershipSides(expression) === null ? compareWithRows(expression, scope) : lookUpInRows(expression, scope)
}

/** The two sides of `= ANY` on one column, when each reads its own input only; null else. */
function membershipSides({
  quantifier,
  comparison,
  left,
}: Quantified): { readonly outer: BoundExpression; readonly inner: BoundExpression } | null {
  if (left.length !== 1 || quantifier !== 'any' || comparison.kind !== 'compare' || comparison.operator !== '=') return null
  const isOuter = comparison.left.kind === 'input' && comparison.left.index === 0
  const isInner = comparison.right.kind === 'input' && comparison.right.index === 1
  return isOuter && isInner ? { outer: comparison.left, inner: comparison.right } : null
}

/** x IN (SELECT …): the rows become a set, once a run. */
function lookUpInRows(expression: Quantified, scope: CompileScope): Evaluate {
  const { comparison, subplan } = expression
  const keyOf = listKeyOf(comparison.kind === 'compare' ? comparison.operandType : subplan.plan.output[0].type)
  let keys = new Set<EqualityKey>()
  let hasNull = false
  const key = (vector: Vector, p: number): EqualityKey => (keyOf === null ? (vector.data[p] as EqualityKey) : keyOf(valueAt(vector, p)))
  const runner = new SubplanRunner<ValueSet>(subplan, scope, {
    start: () => {
      keys = new Set()
      hasNull = false
    },
    take: ({ columns: [vector], selection, count }) => {
      for (let i = 0; i < count; i++) {
        if (isNullAt(vector, selection[i])) hasNull = true
        else keys.add(key(vector, selection[i]))
      }
      return false
    },
    finish: () => ({ keys, hasNull }),
  })
  const left = scope.compile(expression.left[0])
  let values: Vector
  const evaluate = evaluateAnswers(runner, new ResultBuffer(sqlTypes.bool), (set, p) => {
    if (set.keys.size === 0 && !set.hasNull) return false
    if (isNullAt(values, p)) return null
    return set.keys.has(key(values, p)) ? true : set.hasNull ? null : false
  })
  return batch => {
    values = left(batch)
    return evaluate(batch)
  }
}

/** Any other comparison: against each row of the subquery in turn, until one decides. */
function compareWithRows(expression: Quantified, scope: CompileScope): Evaluate {
  const { quantifier, subplan } = expression
  const comparison = scope.compile(expression.comparison)
  const left = expression.left.map(part => scope.compile(part))
  let store = new RowStore(subplan.plan.output)
  const runner = new SubplanRunner<RowStore>(subplan, scope, {
    start: () => {
      store = new RowStore(subplan.plan.output)
    },
    take: batch => {
      store.append(batch)
      return false
    },
    finish: () => store,
  })
  let vectors: Vector[] = []
  const judge = (rows: RowStore, position: number): boolean | null => {
    let answer: boolean | null = quantifier === 'all'
    const outer = vectors.map(vector => repeat(vector, position, Math.min(batchRows, rows.length)))
    for (let from = 0; ; from += batchRows) {
      const batch = rows.batchAt(from)
      if (batch === null) return answer
      const verdict = judgeQuantifier(quantifier, comparison(denseBatch([...outer, ...batch.columns], batch.count)), batch.count)
      if (verdict === (quantifier === 'any')) return verdict
      if (verdict === null) answer = null
    }
  }
  const evaluate = evaluateAnswers(runner, new ResultBuffer(sqlTypes.bool), judge)
  return batch => {
    vectors = left.map(part => part(batch))
    return evaluate(batch)
  }
}

function repeat(vector: Vector, position: number, times: number): Vector {
  return vectorOf(vector.type, new Array<SqlValue>(times).fill(valueAt(vector, position)))
}
