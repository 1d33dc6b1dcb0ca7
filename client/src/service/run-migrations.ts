// Brings a database up to date: runs the migrations that it has not had, each in a transaction of its own together with
// the row that says so. Called once per tab after opening; running the same list twice does nothing the second time.

import { contentHash } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'
import { withParts } from '@zendb/shared/base/load-part'
import type { Database } from '@zendb/shared/engine/database'
import type { Session } from '@zendb/shared/engine/session'
import { toRowObjects } from '@zendb/shared/exec/row-objects'
import { qualifiedName } from '@zendb/shared/schema/database-schema'
import type { Migration } from '../options/check-migrations.ts'
import { requireShell } from './shell.ts'

export async function runMigrations(database: Database, migrations: readonly Migration[]): Promise<void> {
  requireShell()
  if (migrations.length === 0) return
  const session = database.connect()
  try {
    const done = await appliedMigrations(session)
    for (const migration of migrations) {
      const checksum = await contentHash(new TextEncoder().encode(migration.sql))
      const applied = done.get(migration.id)
      if (applied === undefined) await apply(session, migration, checksum)
      else if (applied !== checksum) throw changedError(migration.id)
    }
  } finally {
    session.close()
  }
}

async function appliedMigrations(session: Session): Promise<Map<string, string>> {
  const { schema } = session.transaction.readHead()
  if (!schema.tables.has(qualifiedName('public', 'zendb_migrations'))) return new Map()
  const { rows } = await session.execute('SELECT id, checksum FROM public.zendb_migrations')
  return new Map((rows === null ? [] : toRowObjects(rows)).map(({ id, checksum }) => [String(id), String(checksum)]))
}

const recordTable = `CREATE TABLE IF NOT EXISTS public.zendb_migrations (
  id text PRIMARY KEY,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`

async function apply(session: Session, { id, sql }: Migration, checksum: string): Promise<void> {
  await withParts(() => refuseTransactionControl(session, id, sql))
  await session.execute('BEGIN')
  try {
    // The lock comes first: another session may have been here in the meantime.
    await session.transaction.beginWrite()
    if ((await appliedMigrations(session)).has(id)) {
      await session.execute('ROLLBACK')
      return
    }
    await session.execute(recordTable)
    await session.executeScript(sql)
    await session.execute('INSERT INTO public.zendb_migrations (id, checksum) VALUES ($1, $2)', [id, checksum])
    const { durable } = await session.execute('COMMIT')
    await durable
  } catch (cause) {
    if (session.transaction.state !== 'none') await session.execute('ROLLBACK')
    throw cause
  }
}

/** A COMMIT inside would store half a migration without its record. */
function refuseTransactionControl(session: Session, id: string, sql: string): void {
  for (const { parsed } of session.database.statements.parse(sql))
    if (parsed.statement.kind === 'transaction')
      throw new ZenError(
        'INVALID_OPTION',
        `migration "${id}" contains BEGIN, COMMIT or another transaction statement; leave them out, a migration is one transaction`,
        {
          details: { option: 'migrations', id },
        },
      )
}

function changedError(id: string): ZenError {
  return new ZenError(
    'INVALID_OPTION',
    `migration "${id}" is not the one that this database has had; put its old text back and append a new migration`,
    {
      details: { option: 'migrations', id },
    },
  )
}
