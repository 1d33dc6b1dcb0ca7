// Expressions of the schema (defaults, checks, generated columns, index predicates) are compiled in the middle of writes and of
// replayed records, where nothing can be awaited. So what they need is loaded before a schema is taken up: when a database opens
// (local-database.ts, replica-database.ts, branch-database.ts) and when the schema changes (alter-head.ts).

import { SqlError } from '../base/errors.ts'
import { withParts } from '../base/load-part.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import { schemaFromJson } from '../schema/schema-json.ts'
import { bindTableExpression } from '../sql/bind/bind-table-expression.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'

interface SchemaExpression {
  readonly text: string
  readonly table: TableDefinition
  readonly type: SqlType
}

/** Loads what the expressions of a stored schema need. */
export async function loadPartsOfSchema(json: string): Promise<void> {
  for (const table of schemaFromJson(json).tables.values()) await loadExpressionParts(table)
}

/** Null when there is nothing to load, which is nearly always. */
export function loadExpressionParts(table: TableDefinition): Promise<void> | null {
  const candidates = expressionsOf(table).filter(({ text }) => !isPlain(text))
  return candidates.length === 0 ? null : loadFor(candidates)
}

/** Most defaults: numbers, text, the time of now. Binding them when the database opens would only cost time. */
function isPlain(text: string): boolean {
  return /^(?:-?[\d.]+|'[^']*'(?:::text)?|true|false|null|now\(\)|current_timestamp|nextval\('[^']*'(?:::\w+)?\)|gen_random_uuid\(\))$/i.test(
    text,
  )
}

async function loadFor(expressions: readonly SchemaExpression[]): Promise<void> {
  for (const { text, table, type } of expressions) {
    await withParts(() => {
      try {
        bindTableExpression(text, table, type)
      } catch (error) {
        // Whoever uses the expression reports what is wrong with it.
        if (!(error instanceof SqlError)) throw error
      }
    })
  }
}

function expressionsOf(table: TableDefinition): SchemaExpression[] {
  const found: SchemaExpression[] = []
  for (const { default: text, generated, type } of table.columns) {
    if (text !== null) found.push({ text, table: { ...table, columns: [] }, type })
    if (generated !== null) found.push({ text: generated, table, type })
  }
  for (const { where } of table.indexes) if (where !== null) found.push({ text: where, table, type: sqlTypes.bool })
  for (const constraint of table.constraints)
    if (constraint.kind === 'check') found.push({ text: constraint.expression, table, type: sqlTypes.bool })
  return found
}
