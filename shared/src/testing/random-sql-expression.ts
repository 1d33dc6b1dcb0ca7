// Random expressions over given columns. None of them can fail for a row, because databases may evaluate rows in any order:
// no division by a column, no casts of arbitrary text, small integers.

import type { RandomWords } from './random-sql-words.ts'
import { type Column, type WordType } from './random-sql-words.ts'

/** Subqueries inside of expressions; made by random-sql-query.ts. */
export interface Subqueries {
  /** One column of type `type`, any number of rows. */
  column(type: WordType, outer: readonly Column[], depth: number): string
  /** One row at most. */
  scalar(type: WordType, outer: readonly Column[], depth: number): string
  /** Any columns, with a condition. */
  rows(outer: readonly Column[], depth: number): string
}

type Make = () => string

export class RandomExpression {
  readonly #words: RandomWords
  readonly #subqueries: Subqueries

  constructor(words: RandomWords, subqueries: Subqueries) {
    this.#words = words
    this.#subqueries = subqueries
  }

  make(type: WordType, columns: readonly Column[], depth: number): string {
    const words = this.#words
    const fitting = columns.filter(column => column.type === type)
    if (depth <= 0 || words.chance(0.3)) return fitting.length > 0 && words.chance(0.75) ? words.pick(...fitting).sql : words.literal(type)
    const part = (of: WordType): string => this.make(of, columns, depth - 1)
    if (words.chance(0.12)) return this.#anyType(type, columns, depth)
    switch (type) {
      case 'int':
        return this.#integer(part)
      case 'text':
        return this.#text(part)
      case 'numeric':
        return this.#numeric(part)
      case 'float8':
        return this.#float(part)
      case 'timestamp':
        return this.#timestamp(part)
      case 'bool':
        return this.condition(columns, depth)
    }
  }

  #anyType(type: WordType, columns: readonly Column[], depth: number): string {
    const words = this.#words
    const part = (of: WordType): string => this.make(of, columns, depth - 1)
    return words.pick<Make>(
      () => `case when ${part('bool')} then ${part(type)} when ${part('bool')} then ${part(type)} end`,
      () => `case when ${part('bool')} then ${part(type)} else ${part(type)} end`,
      () => `coalesce(${part(type)}, ${part(type)})`,
      () => `nullif(${part(type)}, ${part(type)})`,
      () => this.#subqueries.scalar(type, columns, depth - 1),
    )()
  }

  #integer(part: (of: WordType) => string): string {
    const words = this.#words
    return words.pick<Make>(
      () => `(${part('int')} ${words.pick('+', '-')} ${part('int')})`,
      () => `(${part('int')} * ${words.below(3)})`,
      () => `(${part('int')} ${words.pick('%', '/')} ${1 + words.below(4)})`,
      () => `(- ${part('int')})`,
      () => `abs(${part('int')})`,
      () => `greatest(${part('int')}, ${part('int')})`,
      () => `length(${part('text')})`,
      () => `strpos(${part('text')}, ${part('text')})`,
      () => `extract(month from ${part('timestamp')})::int`,
      () => `(${part('bool')})::int`,
    )()
  }

  #text(part: (of: WordType) => string): string {
    const words = this.#words
    return words.pick<Make>(
      () => `(${part('text')} || ${part('text')})`,
      () => `${words.pick('upper', 'lower', 'reverse')}(${part('text')})`,
      () => `substring(${part('text')} from ${1 + words.below(2)} for ${words.below(3)})`,
      () => `replace(${part('text')}, 'a', ${part('text')})`,
      () => `left(${part('text')}, ${words.below(3)})`,
      () => `concat(${part('text')}, ${part('int')}, ${part('bool')})`,
      () => `(${part('int')})::text`,
      () => `to_char(${part('timestamp')}, 'YYYY-MM-DD HH24')`,
    )()
  }

  #numeric(part: (of: WordType) => string): string {
    const words = this.#words
    return words.pick<Make>(
      () => `(${part('numeric')} ${words.pick('+', '*')} ${part('numeric')})`,
      () => `(${part('numeric')} - ${part('int')})`,
      () => `(${part('numeric')} / ${words.pick('2', '3', '1.5')})`,
      () => `round(${part('numeric')}, ${words.below(3)})`,
      () => `${words.pick('abs', 'trunc', 'ceil')}(${part('numeric')})`,
      () => `(${part('int')})::numeric`,
    )()
  }

  #float(part: (of: WordType) => string): string {
    const words = this.#words
    return words.pick<Make>(
      () => `(${part('float8')} ${words.pick('+', '-')} ${part('float8')})`,
      () => `(${part('float8')} ${words.pick('+', '-', '*')} ${part('int')})`,
      () => `(${part('float8')} / ${words.pick('2', '4')})`,
      () => `${words.pick('abs', 'floor', 'trunc')}(${part('float8')})`,
      () => `least(${part('float8')}, ${part('float8')})`,
      () => `(${part('int')})::float8`,
    )()
  }

  #timestamp(part: (of: WordType) => string): string {
    const words = this.#words
    return words.pick<Make>(
      () => `(${part('timestamp')} + interval '${words.pick('1 day', '1 month', '90 minutes', '-3 hours')}')`,
      () => `date_trunc('${words.pick('month', 'day', 'hour')}', ${part('timestamp')})`,
      () => `greatest(${part('timestamp')}, ${part('timestamp')})`,
    )()
  }

  condition(columns: readonly Column[], depth: number): string {
    const words = this.#words
    const type = words.type()
    const part = (of: WordType): string => this.make(of, columns, depth - 1)
    const not = words.pick('', 'not ')
    return words.pick<Make>(
      () => `(${part(type)} ${words.pick('=', '<', '>', '<=', '>=', '<>')} ${part(type)})`,
      () => `(${part(type)} = ${part(type)})`,
      () => `(${part('bool')} ${words.pick('and', 'or')} ${part('bool')})`,
      () => `(not ${part('bool')})`,
      () => `(${part(type)} is ${not}null)`,
      () => `(${part(type)} is ${not}distinct from ${part(type)})`,
      () => `(${part(type)} ${not}in (${this.#list(type, columns)}))`,
      () => `(${part(type)} ${not}between ${part(type)} and ${part(type)})`,
      () => `(${part('text')} ${not}${words.pick('like', 'ilike')} '${words.pick('a%', '%b', '_', 'a_%', '%', 'x')}')`,
      () => `(${part('bool')} is ${words.pick('true', 'false', 'not true', 'unknown')})`,
      () => `(${part('int')} = any(array[${this.#list('int', columns)}]))`,
      () => `((${part('int')}, ${part('text')}) ${words.pick('=', '<', '>=', '<>')} (${part('int')}, ${part('text')}))`,
      () => `${not}exists (${this.#subqueries.rows(columns, depth - 1)})`,
      () => `(${part(type)} ${not}in (${this.#subqueries.column(type, columns, depth - 1)}))`,
      () =>
        `(${part(type)} ${words.pick('=', '<', '>')} ${words.pick('any', 'all')} (${this.#subqueries.column(type, columns, depth - 1)}))`,
    )()
  }

  #list(type: WordType, columns: readonly Column[]): string {
    const words = this.#words
    return words.list(1 + words.below(4), () => (words.chance(0.8) ? words.literal(type) : this.make(type, columns, 0))).join(', ')
  }

  aggregate(columns: readonly Column[]): Column {
    const words = this.#words
    const part = (of: WordType): string => this.make(of, columns, 1)
    const filter = words.chance(0.2) ? ` filter (where ${this.condition(columns, 1)})` : ''
    return words.pick<() => Column>(
      () => ({ sql: `count(*)${filter}::int`, type: 'int' }),
      () => ({ sql: `count(distinct ${part(words.pick('int', 'text'))})${filter}::int`, type: 'int' }),
      () => ({ sql: `sum(${words.pick('', 'distinct ')}${part('int')})${filter}::int`, type: 'int' }),
      () => ({ sql: `sum(${part('numeric')})${filter}`, type: 'numeric' }),
      () => ({ sql: `${words.pick('sum', 'min', 'max')}(${part('float8')})${filter}`, type: 'float8' }),
      () => ({ sql: `avg(${part('int')})${filter}`, type: 'numeric' }),
      () => ({ sql: `max(${part('int')})${filter}`, type: 'int' }),
      () => ({ sql: `min(${part('text')})${filter}`, type: 'text' }),
      () => ({ sql: `max(${part('timestamp')})${filter}`, type: 'timestamp' }),
      () => ({ sql: `bool_and(${part('bool')})${filter}`, type: 'bool' }),
      () => this.#orderedAggregate(part('text'), filter),
      () => this.#orderedAggregate(part('int'), filter),
    )()
  }

  #orderedAggregate(item: string, filter: string): Column {
    return { sql: `array_agg(${item} order by ${item})${filter}::text`, type: 'text' }
  }

  window(columns: readonly Column[]): Column {
    const words = this.#words
    const part = (of: WordType): string => this.make(of, columns, 1)
    const partition = words.chance(0.6) ? `partition by ${part(words.pick<WordType>('int', 'text', 'bool'))} ` : ''
    const everything = columns.map(({ sql }) => `${sql}${words.pick('', '', ' desc')}`).join(', ')
    const over = `over (${partition}order by ${everything}`
    const frame = words.pick('', ...frames)
    return words.pick<() => Column>(
      () => ({ sql: `row_number() ${over})::int`, type: 'int' }),
      () => ({ sql: `rank() over (${partition}order by ${part('int')})::int`, type: 'int' }),
      () => ({ sql: `dense_rank() over (${partition}order by ${part('text')} desc nulls last)::int`, type: 'int' }),
      () => ({ sql: `ntile(3) ${over})`, type: 'int' }),
      () => ({ sql: `lag(${part('int')}, ${1 + words.below(2)}, 0) ${over})`, type: 'int' }),
      () => ({ sql: `lead(${part('text')}) ${over})`, type: 'text' }),
      () => ({ sql: `sum(${part('int')}) ${over}${frame})::int`, type: 'int' }),
      () => ({ sql: `count(*) ${over}${frame})::int`, type: 'int' }),
      () => ({ sql: `${words.pick('sum', 'max')}(${part('float8')}) ${over}${frame})`, type: 'float8' }),
      () => ({ sql: `first_value(${part('int')}) ${over}${frame})`, type: 'int' }),
      () => ({ sql: `max(${part('text')}) ${over}${frame})`, type: 'text' }),
      () => ({ sql: `sum(${part('numeric')}) over (${partition.trim()})`, type: 'numeric' }),
    )()
  }
}

const frames = [
  ' rows between 1 preceding and 1 following',
  ' rows between unbounded preceding and current row',
  ' rows between current row and 2 following',
  ' rows between 2 preceding and 1 preceding',
  ' range between unbounded preceding and current row',
  ' groups between 1 preceding and current row',
]
