// Random queries whose answer, as a set of rows, does not depend on the order in which a database works: LIMIT stands only
// behind an order of all columns, windows are ordered by all columns.

import { RandomExpression, type Subqueries } from './random-sql-expression.ts'
import type { RandomWords } from './random-sql-words.ts'
import { columnsOf, tableColumns, type Column, type TableName, type WordType } from './random-sql-words.ts'

/** A query whose output columns are `c0`, `c1` … */
export interface RandomQuery {
  readonly sql: string
  readonly types: readonly WordType[]
}

interface Source {
  readonly sql: string
  readonly columns: readonly Column[]
}

const none: readonly Column[] = []

export class RandomSql implements Subqueries {
  readonly words: RandomWords
  readonly #expressions: RandomExpression

  constructor(words: RandomWords) {
    this.words = words
    this.#expressions = new RandomExpression(words, this)
  }

  /** A whole statement. */
  statement(): string {
    const { words } = this
    return words.chance(0.12) ? this.#withQuery() : this.query(2, none).sql
  }

  #withQuery(): string {
    const { words } = this
    const inner = this.query(1, none)
    const [name, other] = [words.alias(), words.alias()]
    const columns = [...columnsOfQuery(inner, name), ...columnsOfQuery(inner, other)]
    const outputs = inner.types.slice(0, 3).map((type, i) => `${this.#expressions.make(type, columns, 1)} as c${i}`)
    const join = `${words.pick('join', 'left join')} ${name} ${other} on ${name}.c0 is not distinct from ${other}.c0`
    const head = `with ${name} as ${words.pick('', 'materialized ', 'not materialized ')}(${inner.sql})`
    return `${head} select ${outputs.join(', ')} from ${name} ${join}${this.#where(columns, 1)}`
  }

  query(depth: number, outer: readonly Column[]): RandomQuery {
    const { words } = this
    if (depth > 0 && words.chance(0.12)) return this.#setOperation(depth, outer)
    const from = this.#from(outer, depth)
    const all = [...from.columns, ...outer]
    const where = this.#where(all, depth)
    const isGrouped = words.chance(0.3)
    const { outputs, tail } = isGrouped ? this.#grouped(from.columns) : { outputs: this.#outputs(all, from.columns), tail: '' }
    const distinct = !isGrouped && words.chance(0.12) ? 'distinct ' : ''
    const list = outputs.map(({ sql }, i) => `${sql} as c${i}`).join(', ')
    return {
      sql: `select ${distinct}${list} from ${from.sql}${where}${tail}${this.#order(outputs.length)}`,
      types: outputs.map(({ type }) => type),
    }
  }

  #outputs(all: readonly Column[], own: readonly Column[]): Column[] {
    const { words } = this
    const outputs = words.list(1 + words.below(4), (): Column => {
      const type = words.type()
      return { sql: this.#expressions.make(type, all, 2), type }
    })
    return words.chance(0.15) ? [...outputs, this.#expressions.window(own)] : outputs
  }

  #grouped(columns: readonly Column[]): { outputs: Column[]; tail: string } {
    const { words } = this
    const keys = words
      .list(words.below(3), (): Column => {
        const type = words.pick<WordType>('int', 'text', 'bool', 'numeric', 'float8')
        return { sql: this.#expressions.make(type, columns, 1), type }
      })
      // A constant in GROUP BY may be a position, and a subquery is not found again in the output.
      .filter(({ sql }) => sql.includes('.') && !sql.includes('select') && !/^\W*-?\d/.test(sql))
    const outputs = [...keys, ...words.list(1 + words.below(2), () => this.#expressions.aggregate(columns))]
    const list = keys.map(({ sql }) => sql).join(', ')
    const grouping = words.chance(0.15) ? `${words.pick('rollup', 'cube')}(${list})` : list
    const having = words.chance(0.25) ? ` having count(*) ${words.pick('>', '<')} ${1 + words.below(4)}` : ''
    return { outputs, tail: `${keys.length > 0 ? ` group by ${grouping}` : ''}${having}` }
  }

  #order(columns: number): string {
    const { words } = this
    if (!words.chance(0.25)) return ''
    const keys = words.list(columns, i => `${i + 1}${words.pick('', ' desc', ' asc', ' nulls first', ' desc nulls last')}`)
    const limit = words.chance(0.6) ? ` limit ${words.below(6)}` : ''
    return ` order by ${keys.join(', ')}${limit}${words.chance(0.25) ? ` offset ${words.below(4)}` : ''}`
  }

  #setOperation(depth: number, outer: readonly Column[]): RandomQuery {
    const { words } = this
    const types = words.list(1 + words.below(2), () => words.pick<WordType>('int', 'text', 'numeric', 'float8'))
    const side = (): string => {
      const from = this.#from(outer, depth - 1)
      const list = types.map((type, i) => `${this.#expressions.make(type, from.columns, 1)} as c${i}`).join(', ')
      return `select ${list} from ${from.sql}${this.#where(from.columns, 1)}`
    }
    let sql = side()
    for (let i = words.below(2); i >= 0; i--)
      sql = `(${sql}) ${words.pick('union', 'union all', 'intersect', 'intersect all', 'except', 'except all')} (${side()})`
    return { sql, types }
  }

  #where(columns: readonly Column[], depth: number): string {
    return this.words.chance(0.65) ? ` where ${this.#expressions.condition(columns, Math.min(depth + 1, 3))}` : ''
  }

  #source(depth: number): Source {
    const { words } = this
    const name = words.alias()
    if (depth > 0 && words.chance(0.18)) return derived(this.query(depth - 1, none), name)
    if (words.chance(0.06)) {
      const rows = words.list(1 + words.below(4), () => `(${words.literal('int')}, ${words.literal('text')})`).join(', ')
      const columns: Column[] = [
        { sql: `${name}.c0`, type: 'int' },
        { sql: `${name}.c1`, type: 'text' },
      ]
      return { sql: `(values ${rows}) ${name}(c0, c1)`, columns }
    }
    if (words.chance(0.04))
      return { sql: `generate_series(${words.below(3)}, ${words.below(6)}) ${name}(c0)`, columns: [{ sql: `${name}.c0`, type: 'int' }] }
    return words.table()
  }

  #from(outer: readonly Column[], depth: number): Source {
    const { words } = this
    let from = this.#source(depth)
    for (let i = words.pick(0, 0, 0, 1, 1, 1, 2, 2); i > 0; i--) from = this.#join(from, outer, depth)
    return from
  }

  #join(left: Source, outer: readonly Column[], depth: number): Source {
    const { words } = this
    if (words.chance(0.12)) {
      const right = derived(this.query(depth - 1, left.columns), words.alias())
      const sql = words.chance(0.5) ? `${left.sql} cross join lateral ${right.sql}` : `${left.sql} left join lateral ${right.sql} on true`
      return { sql, columns: [...left.columns, ...right.columns] }
    }
    const right = this.#source(depth - 1)
    const columns = [...left.columns, ...right.columns]
    const kind = words.pick('join', 'join', 'left join', 'left join', 'right join', 'full join', 'cross join')
    if (kind === 'cross join') return { sql: `${left.sql} cross join ${right.sql}`, columns }
    return { sql: `${left.sql} ${kind} ${right.sql} on ${this.#joinCondition(kind, left, right, outer)}`, columns }
  }

  /** PostgreSQL joins FULL only by equality. */
  #joinCondition(kind: string, left: Source, right: Source, outer: readonly Column[]): string {
    const { words } = this
    const type = words.pick<WordType>('int', 'int', 'int', 'text', 'numeric', 'float8')
    const [a, b] = [left, right].map(({ columns }) => columns.filter(column => column.type === type))
    const equal = a.length > 0 && b.length > 0 ? `${words.pick(...a).sql} = ${words.pick(...b).sql}` : null
    if (kind === 'full join') return equal ?? 'true'
    const other = this.#expressions.condition([...left.columns, ...right.columns, ...outer], 1)
    if (equal === null || words.chance(0.3)) return other
    return words.chance(0.3) ? `${equal} and ${other}` : equal
  }

  column(type: WordType, outer: readonly Column[], depth: number): string {
    const from = this.#from(outer, Math.max(0, depth - 1))
    const columns = this.words.chance(0.5) ? [...from.columns, ...outer] : from.columns
    return `select ${this.#expressions.make(type, columns, 1)} from ${from.sql}${this.#where(columns, 1)}`
  }

  scalar(type: WordType, outer: readonly Column[], _depth: number): string {
    const { words } = this
    const from = words.table()
    const all = [...from.columns, ...outer]
    // Over columns of this query only: an aggregate over outer columns alone would belong to the outer query.
    const item = `${words.pick(...from.columns.filter(column => column.type !== 'bool')).sql}`
    const tail = `from ${from.sql}${this.#where(all, 1)}`
    switch (type) {
      case 'int':
        return `(select count(${item})::int ${tail})`
      case 'bool':
        return `(select count(${item}) > 1 ${tail})`
      case 'text':
        return `(select max(${item}::text) ${tail})`
      case 'numeric':
        return `(select count(${item})::numeric ${tail})`
      case 'float8':
        return `(select count(${item})::float8 ${tail})`
      case 'timestamp':
        return `(select timestamp '2024-01-01' + count(${item}) * interval '1 day' ${tail})`
    }
  }

  rows(outer: readonly Column[], depth: number): string {
    const from = this.#from(outer, 0)
    return `select 1 from ${from.sql} where ${this.#expressions.condition([...from.columns, ...outer], Math.max(depth, 1))}`
  }

  /** A statement that changes one of the tables. Keys may collide, which both databases must say. */
  change(): string {
    const { words } = this
    const table = words.pick<TableName>('t0', 't1', 't2')
    const columns = columnsOf(table, table)
    return words.pick<() => string>(
      () => `update ${table} set ${this.#assignment(table, columns)}${this.#where(columns, 1)}`,
      () => this.#updateFrom(table, columns),
      () => `delete from ${table} where ${this.#expressions.condition(columns, 2)} and ${this.#expressions.condition(columns, 1)}`,
      () => this.#insert(table),
      () => this.#insert(table),
      () => this.#insertSelect(),
      () => (table === 't2' ? 'update t2 set n = n + 1' : `update ${table} set id = id + 100 where id % 3 = ${words.below(3)} and id < 60`),
    )()
  }

  #assignment(table: TableName, columns: readonly Column[]): string {
    const { words } = this
    const [name, type] = words.pick(...tableColumns[table].filter(([column]) => column !== 'id'))
    const value = this.#expressions.make(type, columns, 1)
    if (name === 'y') return `y = coalesce(${value}, 'n')`
    if (name === 'z') return `z = round(${value} % 1000, 2)`
    return `${name} = ${name === 'c' && words.chance(0.1) ? 'default' : value}`
  }

  /** One source row at most for each target row: which one would win is nobody's promise. */
  #updateFrom(table: TableName, columns: readonly Column[]): string {
    const { words } = this
    const alias = words.alias()
    const key = table === 't2' ? 't2.n' : `${table}.id`
    const source = columnsOf('t0', alias)
    const condition = `${key} = ${alias}.id and ${this.#expressions.condition([...columns, ...source], 1)}`
    if (words.chance(0.5)) return `delete from ${table} using t0 ${alias} where ${condition}`
    return `update ${table} set ${this.#assignment(table, [...columns, ...source])} from t0 ${alias} where ${condition}`
  }

  #insert(table: TableName): string {
    const { words } = this
    if (table === 't2') return `insert into t2 values ${words.row('t2', 0)}, ${words.row('t2', 0)}`
    const [, [second], [third]] = tableColumns[table]
    const conflict = words.pick(
      '',
      'nothing',
      `update set ${third} = excluded.${third}`,
      `update set ${second} = null where ${table}.id > 5`,
    )
    return `insert into ${table} values ${words.row(table, words.below(conflict === '' ? 500 : 40))}${conflict === '' ? '' : ` on conflict (id) do ${conflict}`}`
  }

  #insertSelect(): string {
    const from = this.#from(none, 0)
    const items = (['text', 'int', 'bool'] as const).map(type => this.#expressions.make(type, from.columns, 1))
    return `insert into t2 select ${items.join(', ')} from ${from.sql}${this.#where(from.columns, 1)} order by 1, 2, 3 limit 5`
  }
}

function derived(query: RandomQuery, name: string): Source {
  return { sql: `(${query.sql}) ${name}`, columns: columnsOfQuery(query, name) }
}

function columnsOfQuery(query: RandomQuery, name: string): readonly Column[] {
  return query.types.map((type, i) => ({ sql: `${name}.c${i}`, type }))
}
