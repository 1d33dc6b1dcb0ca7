// Parsed statements by text, and their prepared plans while the schema and the search path stay the same.
// Shared by all sessions of a database: an application's statements are few and come back.

import { statementCacheEntries } from '../base/limits.ts'
import type { PreparedStatement } from '../exec/prepared-statement.ts'
import type { DatabaseSchema } from '../schema/database-schema.ts'
import type { ParameterKind } from '../values/parameter-kind.ts'
import { parseStatements, type ParsedStatement } from '../sql/parse/parse-sql.ts'

export interface CachedPlan {
  readonly schema: DatabaseSchema
  /** SessionSettings.planningKey: what names and literals meant. */
  readonly settings: string
  /** By parameter: the kinds of values that it was planned for (values/parameter-kind.ts). */
  readonly parameterKinds: readonly ParameterKind[]
  /** The same for arrays, whose kind does not tell the type of their items; null without arrays. */
  readonly arrayTypes: string | null
  readonly prepared: PreparedStatement
  /** Rows of the tables it reads when it was made: one made for few rows is slow for many. */
  readonly rowCounts: readonly number[]
}

/** A statement whose parameters look different from call to call has a plan for each look, up to this many. */
const plansPerStatement = 8

export interface CachedStatement {
  readonly parsed: ParsedStatement
  readonly text: string
  /** Latest first. */
  readonly plans: CachedPlan[]
}

export function keepPlan(cached: CachedStatement, plan: CachedPlan): void {
  const { plans } = cached
  // Plans of an earlier schema or of other settings are not asked for again.
  const current = plans.filter(({ schema, settings }) => schema === plan.schema && settings === plan.settings)
  plans.length = 0
  plans.push(plan, ...current.slice(0, plansPerStatement - 1))
}

export class StatementCache {
  readonly #byText = new Map<string, readonly CachedStatement[]>()

  /** The statements of a text, parsed at most once while they stay cached; PartNeeded when a part of the grammar is missing. Scripts above 64 KB are not kept. */
  parse(text: string): readonly CachedStatement[] {
    const cached = this.#byText.get(text)
    if (cached !== undefined) return cached
    const statements = parseStatements(text).map(parsed => ({ parsed, text: text.slice(parsed.start, parsed.end), plans: [] }))
    if (text.length > 65_536) return statements
    if (this.#byText.size >= statementCacheEntries) this.#evictOldest()
    this.#byText.set(text, statements)
    return statements
  }

  /** The statement of a text that was parsed before and is one statement. */
  known(text: string): CachedStatement | null {
    const cached = this.#byText.get(text)
    return cached === undefined || cached.length !== 1 ? null : cached[0]
  }

  #evictOldest(): void {
    for (const text of this.#byText.keys()) {
      this.#byText.delete(text)
      return
    }
  }
}
