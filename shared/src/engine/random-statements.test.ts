// Random statements against PostgreSQL itself (PGlite): queries answer the same rows, changes leave the same tables,
// errors have the same SQLSTATE. ZENDB_SEED and ZENDB_SEEDS run other seeds, or more of them.

import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../base/random.ts'
import { openMemorySql, type MemorySql } from '../testing/memory-sql.ts'
import { RandomSql } from '../testing/random-sql-query.ts'
import { RandomWords } from '../testing/random-sql-words.ts'

const firstSeed = Number(process.env['ZENDB_SEED'] ?? 1)
const seeds = Number(process.env['ZENDB_SEEDS'] ?? 12)
const statementsPerSeed = 40

let postgres: PGlite
beforeAll(async () => {
  postgres = new PGlite()
  await postgres.exec("set lc_messages = 'C'")
}, 60_000)
afterAll(() => postgres.close())

describe('random statements', () => {
  it(`answer as PostgreSQL does, seeds ${firstSeed} to ${firstSeed + seeds - 1}`, async () => {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) await compareSeed(seed)
  }, 600_000)

  for (const statement of found)
    it(`found before: ${statement}`, async () => {
      const script = new RandomWords(seededRandom(2)).database(10).join(';\n')
      await postgres.exec(`drop table if exists t0, t1, t2 cascade;\n${script}`)
      const ours = await openMemorySql(script)
      expect(await answerOf(ours, statement)).toEqual(await answerOfPostgres(statement))
    })
})

/** Statements that random ones once found to be wrong. */
const found: readonly string[] = [
  'select a.id::float8, a.g + 1, a.g * a.id from t0 a full join (values (2), (50)) v(n) on a.id = v.n',
  'select sum(a.g), avg(a.g), count(a.g), v.n from t0 a full join (values (2), (50)) v(n) on a.id = v.n group by v.n',
]

async function compareSeed(seed: number): Promise<void> {
  const sql = new RandomSql(new RandomWords(seededRandom(seed)))
  const script = sql.words.database(10).join(';\n')
  await postgres.exec(`drop table if exists t0, t1, t2 cascade;\n${script}`)
  const ours = await openMemorySql(script)
  for (let step = 0; step < statementsPerSeed; step++) {
    const isChange = sql.words.chance(0.2)
    const statement = isChange ? sql.change() : sql.statement()
    const asked = isChange ? [statement, ...allRows] : [statement]
    for (const text of asked) {
      const [theirs, own] = [await answerOfPostgres(text), await answerOf(ours, text)]
      expect(own, `seed ${seed}, step ${step}: ${statement}`).toEqual(theirs)
    }
  }
}

const allRows = ['select * from t0', 'select * from t1', 'select * from t2']

/** Rows in any order, or the SQLSTATE of an error. */
type Answer = readonly string[] | { readonly code: string }

async function answerOfPostgres(sql: string): Promise<Answer> {
  try {
    const { rows } = await postgres.query<unknown[]>(sql, [], { rowMode: 'array', parsers: textParsers })
    return printed(rows)
  } catch (error) {
    return codeOf(error)
  }
}

async function answerOf(database: MemorySql, sql: string): Promise<Answer> {
  try {
    return printed((await database.query(sql)).rows)
  } catch (error) {
    return codeOf(error)
  }
}

function codeOf(error: unknown): { readonly code: string } {
  if (error instanceof Error && 'code' in error) return { code: String(error.code) }
  throw error
}

function printed(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.map(row => JSON.stringify(row.map(withoutTrailingZeros))).sort()
}

/** 1.5 and 1.50 are equal: which of them UNION or GROUP BY keeps is nobody's promise. */
function withoutTrailingZeros(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+\.\d*0$/.test(value) ? value.replace(/\.?0+$/, '') : value
}

/** Values as PostgreSQL prints them, by the oids of the types that queries answer. */
const textParsers = Object.fromEntries(
  [16, 20, 21, 23, 25, 701, 1700, 1042, 1043, 1114, 1007, 1009].map(oid => [oid, (text: string): string => text]),
)
