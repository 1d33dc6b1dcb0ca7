// Parsed statements by text, and their prepared plans while the schema and the search path stay the same.
// Shared by all sessions of a database: an application's statements are few and come back.

import { statementCacheEntries } from '../base/limits.ts'
import type { PreparedStatement } from '../exec/prepared-statement.ts'
import type { DatabaseSchema } from '../schema/database-schema.ts'
import { parseStatements, type ParsedStatement } from '../sql/parse/parse-sql.ts'

export interface CachedPlan {
  readonly schema: DatabaseSchema
  readonly searchPath: string
  /** Types of the parameters as the caller gave them, by their JavaScript kind: they take part in typing. */
  readonly parameterKinds: string
  readonly prepared: PreparedStatement
}

export interface CachedStatement {
  readonly parsed: ParsedStatement
  readonly text: string
  plan: CachedPlan | null
}

export class StatementCache {
  readonly #byText = new Map<string, readonly CachedStatement[]>()

  /** The statements of a text, parsed at most once while they stay cached. Scripts above 64 KB are not kept. */
  parse(text: string): readonly CachedStatement[] {
    const cached = this.#byText.get(text)
    if (cached !== undefined) return cached
    const statements = parseStatements(text).map(parsed => ({ parsed, text: text.slice(parsed.start, parsed.end), plan: null }))
    if (text.length > 65_536) return statements
    if (this.#byText.size >= statementCacheEntries) this.#evictOldest()
    this.#byText.set(text, statements)
    return statements
  }

  #evictOldest(): void {
    for (const text of this.#byText.keys()) {
      this.#byText.delete(text)
      return
    }
  }
}
