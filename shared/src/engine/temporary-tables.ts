// Temporary tables: ordinary tables of a database that no server knows of, dropped when their session closes, and when the database
// is opened after a session that could not close. Other sessions of the database see them until then, unlike in PostgreSQL.

import type { TableId } from '../base/brand.ts'
import { notSupported } from '../base/errors.ts'
import { tableById, type TableDefinition } from '../schema/database-schema.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'

/** Called before a statement that makes something temporary. Throws 0A000 where every change of the schema goes to others. */
export function requireOwnDatabase(session: Session, at: number): void {
  if (session.database.commitLog.isShared) throw notSupported('temporary tables and views in a database that has a server', at)
}

/** Called after it, inside of its transaction. */
export function noteTemporaryTable(session: Session, table: TableDefinition | null): void {
  if (table?.temporary === true) session.temporaryTables.add(table.id)
}

export async function dropTemporaryTables(database: Database, ids: Iterable<TableId>): Promise<void> {
  const { schema } = database.head
  const names: string[] = []
  for (const id of ids) {
    const table = tableById(schema, id)
    // Its number may belong to another table by now, if the transaction that made it was rolled back.
    if (table?.temporary === true) names.push(`${quoted(table.schema)}.${quoted(table.name)}`)
  }
  if (names.length > 0) await database.connect().execute(`DROP TABLE IF EXISTS ${names.join(', ')} CASCADE`)
}

/** Always in quotes: the rules of when they are needed load with DDL. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What sessions left behind that ended with their page or process. */
export async function dropLeftTemporaryTables(database: Database): Promise<void> {
  const left = [...database.head.schema.tables.values()].filter(({ temporary }) => temporary)
  if (left.length > 0) {
    await dropTemporaryTables(
      database,
      left.map(({ id }) => id),
    )
  }
}
