// PostgreSQL in this process (PGlite), as the oracle of property tests. One instance a test file: it takes seconds to start.
// Its version is newer than 15: where the two differ, tests say so and follow the answers recorded from 15.

import { PGlite } from '@electric-sql/pglite'

/** What PostgreSQL answers to one expression: its text, NULL, or an error. */
export type OracleAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'error'; readonly sqlState: string; readonly message: string }

/** A SQL expression, and our answer to it: text, null for NULL, or a thrown error with a code. */
export type OracleCase = readonly [sql: string, ours: () => string | null]

export interface OracleDifference {
  readonly sql: string
  readonly postgres: OracleAnswer
  readonly ours: OracleAnswer
}

export interface PostgresOracle {
  /** Evaluates each SQL expression on its own; an error answers for itself alone. */
  answers(expressions: readonly string[]): Promise<OracleAnswer[]>
  /**
   * The cases that PostgreSQL answers differently. `messages: 'ignore'` compares errors by SQLSTATE alone.
   */
  differences(cases: readonly OracleCase[], options?: { readonly messages: 'ignore' | 'compare' }): Promise<OracleDifference[]>
  /** Runs statements: SET, CREATE TYPE … */
  run(sql: string): Promise<void>
  close(): Promise<void>
}

const tryFunction = `
  create function oracle_try(expression text) returns text language plpgsql as $$
  declare answer text; is_null boolean;
  begin
    execute 'select format(''%s'', x), x is null from (select (' || expression || ') as x offset 0) s' into answer, is_null;
    return case when is_null then 'N' else '=' || answer end;
  exception when others then
    return '!' || sqlstate || sqlerrm;
  end $$;
  set lc_messages = 'C';
`

function readAnswer(text: string): OracleAnswer {
  if (text[0] === 'N') return { kind: 'null' }
  if (text[0] === '=') return { kind: 'text', text: text.slice(1) }
  return { kind: 'error', sqlState: text.slice(1, 6), message: text.slice(6) }
}

export async function openPostgresOracle(): Promise<PostgresOracle> {
  const database = new PGlite()
  await database.exec(tryFunction)
  const answers = async (expressions: readonly string[]): Promise<OracleAnswer[]> => {
    const { rows } = await database.query<{ answer: string }>(
      'select oracle_try(e) as answer from unnest($1::text[]) with ordinality u(e, n) order by n',
      [expressions as string[]],
    )
    return rows.map(row => readAnswer(row.answer))
  }
  return {
    answers,
    async differences(cases, options = { messages: 'compare' }) {
      const theirs = await answers(cases.map(([sql]) => sql))
      const compared = (answer: OracleAnswer): string =>
        JSON.stringify(answer.kind === 'error' && options.messages === 'ignore' ? { ...answer, message: '' } : answer)
      return cases.flatMap(([sql, make], i) => {
        const ours = answerOf(make)
        return compared(ours) === compared(theirs[i]) ? [] : [{ sql, postgres: theirs[i], ours }]
      })
    },
    async run(sql) {
      await database.exec(sql)
    },
    close: () => database.close(),
  }
}

/** A SQL string literal. */
export function quoteLiteral(text: string): string {
  return text.includes('\\') ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`
}

/** Our answer in the oracle's form: `make` returns text or null, or throws an error with a code. */
export function answerOf(make: () => string | null): OracleAnswer {
  try {
    const text = make()
    return text === null ? { kind: 'null' } : { kind: 'text', text }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { kind: 'error', sqlState: String(error.code), message: error.message }
    throw error
  }
}
