// Expressions of the schema (defaults, checks, generated columns, index predicates) are compiled, and values of its columns compared,
// in the middle of writes and of replayed records, where nothing can be awaited. So what they need is loaded before a schema is taken
// up: when a database opens (open-manifest.ts) and when the schema changes (alter-head.ts).

import { SqlError } from '../base/errors.ts'
import { loadPart, withParts, type PartName } from '../base/load-part.ts'
import { compileRowExpression } from '../exec/compile-row-expression.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import { schemaFromJson } from '../schema/schema-json.ts'
import { bindTableExpression } from '../sql/bind/bind-table-expression.ts'
import { partsOfType } from '../values/part-of-type.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'

interface SchemaExpression {
  readonly text: string
  readonly table: TableDefinition
  readonly type: SqlType
}

/** Loads what the tables of a stored schema need. */
export async function loadPartsOfSchema(json: string): Promise<void> {
  const tables = [...schemaFromJson(json).tables.values()]
  await Promise.all(tables.map(async table => loadExpressionParts(table)))
}

/** Null when there is nothing to load, which is nearly always. */
export function loadExpressionParts(table: TableDefinition): Promise<void> | null {
  const parts = new Set(table.columns.flatMap(column => partsOfType(column.type)))
  const expressions = expressionsOf(table).filter(expression => !isPlain(expression))
  return parts.size === 0 && expressions.length === 0 ? null : loadFor(parts, expressions)
}

const plainDefault = /^(?:-?[\d.]+|true|false|null|now\(\)|current_timestamp|nextval\('[^']*'(?:::\w+)?\)|gen_random_uuid\(\))$/i
const plainText = /^'[^']*'(?:::text)?$/i

/** Most defaults: numbers, text, the time of now. Compiling them when the database opens would only cost time. */
function isPlain({ text, type }: SchemaExpression): boolean {
  return plainDefault.test(text) || (plainText.test(text) && (type.name === 'text' || type.name === 'varchar'))
}

async function loadFor(parts: ReadonlySet<PartName>, expressions: readonly SchemaExpression[]): Promise<void> {
  await Promise.all([...parts].map(loadPart))
  for (const { text, table, type } of expressions) {
    await withParts(() => {
      try {
        compileRowExpression(bindTableExpression(text, table, type))
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
