// GROUP BY and aggregates: groups get dense ids from a KeyTable, accumulators are arrays over them.
// Several grouping sets are several group tables over the same input. Groups come out in order of first appearance.

import type { Plan } from '../../sql/plan.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isOrdered } from '../../values/compare-values.ts'
import { vectorOf, type Vector } from '../../values/vector.ts'
import type { Accumulator } from '../aggregate/accumulator.ts'
import { compileAggregate } from '../aggregate/create-accumulator.ts'
import { batchRows, denseBatch, type Batch } from '../batch.ts'
import { ColumnBuilder } from '../column-builder.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import { gather } from '../gather.ts'
import { KeyTable } from '../key-table.ts'
import type { Operator } from '../operator.ts'
import { sliceVector } from '../slice-vector.ts'
import { sortRows } from '../sort-rows.ts'

type AggregatePlan = Extract<Plan, { kind: 'aggregate' }>

/** The groups of one grouping set. */
class GroupTable {
  readonly keys: readonly number[]
  readonly #table: KeyTable
  readonly #values: readonly ColumnBuilder[]
  readonly accumulators: readonly Accumulator[]
  readonly #ids = new SelectionBuffer()
  readonly #fresh = new SelectionBuffer()

  constructor(keys: readonly number[], types: readonly SqlType[], accumulators: readonly Accumulator[]) {
    this.keys = keys
    const keyTypes = keys.map(key => types[key])
    this.#table = new KeyTable(keyTypes)
    this.#values = keyTypes.map(type => new ColumnBuilder(type))
    this.accumulators = accumulators
  }

  /** Groups with rows; the set without keys always has one. */
  get size(): number {
    return this.keys.length === 0 ? 1 : this.#table.size
  }

  add(batch: Batch, keyVectors: readonly Vector[]): void {
    const groups = this.keys.length === 0 ? null : this.#groupsOf(batch, keyVectors)
    for (const accumulator of this.accumulators) accumulator.add(groups, this.size)
  }

  #groupsOf(batch: Batch, keyVectors: readonly Vector[]): Int32Array {
    const { selection, count } = batch
    const ids = this.#ids.take(batch.length)
    const vectors = this.keys.map(key => keyVectors[key])
    const known = this.#table.size
    this.#table.add(vectors, selection, count, ids)
    if (this.#table.size > known) this.#keepKeys(vectors, selection, count, ids, known)
    return ids
  }

  /** The first row of each new group gives the group's key values. */
  #keepKeys(vectors: readonly Vector[], selection: Int32Array, count: number, ids: Int32Array, known: number): void {
    const fresh = this.#fresh.take(count)
    let next = known
    let n = 0
    for (let i = 0; i < count; i++) {
      const p = selection[i]
      if (ids[p] === next) {
        fresh[n++] = p
        next++
      }
    }
    for (let k = 0; k < vectors.length; k++) this.#values[k].append(vectors[k], fresh, n)
  }

  keyColumn(key: number): Vector | null {
    const k = this.keys.indexOf(key)
    return k < 0 ? null : this.#values[k].vector()
  }
}

export class Aggregate implements Operator {
  readonly #plan: AggregatePlan
  readonly #input: Operator
  readonly #aggregates: readonly (() => Accumulator)[]
  readonly #keys: readonly Evaluate[]
  #tables: readonly GroupTable[] | null = null
  #pending: Batch | null = null
  #isRead = false
  #nextTable = 0
  #nextGroup = 0
  /** Columns of the table that is handed out now. */
  #columns: Vector[] | null = null

  constructor(plan: AggregatePlan, input: Operator, scope: CompileScope) {
    this.#plan = plan
    this.#input = input
    this.#aggregates = plan.aggregates.map(aggregate => compileAggregate(aggregate, scope))
    this.#keys = plan.groupBy.map(key => scope.compile(key))
  }

  reset(): void {
    this.#input.reset()
    this.#tables = null
    this.#pending = null
    this.#isRead = false
    this.#nextTable = 0
    this.#nextGroup = 0
    this.#columns = null
  }

  next(): Batch | null {
    this.#tables ??= this.#createTables()
    if (!this.#isRead) this.#readAll(this.#tables)
    for (;;) {
      if (this.#nextTable === this.#tables.length) return null
      const table = this.#tables[this.#nextTable]
      const { size } = table
      this.#columns ??= this.#finish(table)
      const from = this.#nextGroup
      const to = Math.min(size, from + batchRows)
      if (from < to) {
        this.#nextGroup = to
        return denseBatch(
          this.#columns.map(column => sliceVector(column, from, to)),
          to - from,
        )
      }
      this.#nextTable++
      this.#nextGroup = 0
      this.#columns = null
    }
  }

  #createTables(): GroupTable[] {
    const { groupBy, groupingSets } = this.#plan
    const types = groupBy.map(key => key.type)
    const sets = groupingSets ?? [groupBy.map((_, i) => i)]
    return sets.map(
      keys =>
        new GroupTable(
          keys,
          types,
          this.#aggregates.map(create => create()),
        ),
    )
  }

  #readAll(tables: readonly GroupTable[]): void {
    for (;;) {
      this.#pending ??= this.#input.next()
      const batch = this.#pending
      if (batch === null) break
      const keys: Vector[] = []
      for (const evaluate of this.#keys) keys.push(evaluate(batch))
      for (const table of tables) for (const accumulator of table.accumulators) accumulator.prepare(batch)
      for (const table of tables) table.add(batch, keys)
      this.#pending = null
    }
    this.#isRead = true
  }

  #finish(table: GroupTable): Vector[] {
    const { groupBy, groupingMasks } = this.#plan
    const { size } = table
    const keys = groupBy.map((key, i) => table.keyColumn(i) ?? constantColumn(key.type, null, size))
    const values = table.accumulators.map(accumulator => accumulator.finish(size))
    const masks = groupingMasks.map(positions => constantColumn(sqlTypes.int4, maskOf(positions, table.keys), size))
    const columns = [...keys, ...values, ...masks]
    return this.#isSorted ? sortGroups(columns, table.keys, size) : columns
  }

  /**
   * PostgreSQL sorts the input of an aggregate with DISTINCT or ORDER BY by the group keys first, and applications see
   * groups in that order without asking for it.
   */
  get #isSorted(): boolean {
    const { aggregates, groupBy } = this.#plan
    return aggregates.some(each => each.distinct || each.orderBy.length > 0) && groupBy.every(key => isOrdered(key.type))
  }
}

function sortGroups(columns: readonly Vector[], keys: readonly number[], size: number): Vector[] {
  const order = sortRows(
    keys.map(key => ({ vector: columns[key], descending: false, nullsFirst: false })),
    size,
  )
  return columns.map(column => gather(column, order, size, false))
}

/** GROUPING(a, b): a bit for each argument that the set does not group by; the last one is the lowest. */
function maskOf(positions: readonly number[], keys: readonly number[]): number {
  return positions.reduce((mask, position) => 2 * mask + (keys.includes(position) ? 0 : 1), 0)
}

function constantColumn(type: SqlType, value: SqlValue, length: number): Vector {
  return vectorOf(type, new Array<SqlValue>(length).fill(value))
}
