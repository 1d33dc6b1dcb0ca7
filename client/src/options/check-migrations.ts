// The option `migrations`: a list of SQL scripts, each with an id that says which of them a database has had already.

import { ZenError } from '@zendb/shared/base/errors'

/** A script, or a script with a name. Without a name it is called by its place in the list: `0001`, `0002` … */
export type MigrationOption = string | { readonly id: string; readonly sql: string }

export interface Migration {
  readonly id: string
  readonly sql: string
}

const idPattern = /^[\w.-]{1,100}$/

export function checkMigrations(migrations: unknown): readonly Migration[] {
  if (!Array.isArray(migrations)) throw invalid('migrations is not a list', 'give a list of SQL scripts')
  const seen = new Set<string>()
  return migrations.map((given: unknown, i) => {
    const migration = checkMigration(given, i)
    if (seen.has(migration.id)) throw invalid(`two migrations are called "${migration.id}"`, 'give each its own id')
    seen.add(migration.id)
    return migration
  })
}

function checkMigration(given: unknown, i: number): Migration {
  const migration: unknown = typeof given === 'string' ? { id: String(i + 1).padStart(4, '0'), sql: given } : given
  if (typeof migration !== 'object' || migration === null || !('id' in migration) || !('sql' in migration))
    throw invalid(`migration ${i + 1} is neither a script nor { id, sql }`, 'give a text of SQL')
  const { id, sql } = migration
  if (typeof id !== 'string' || !idPattern.test(id))
    throw invalid(`migration ${i + 1} has the id ${JSON.stringify(id)}`, 'use letters, digits, "_", "-" and "."')
  if (typeof sql !== 'string' || sql.trim() === '') throw invalid(`migration "${id}" holds no SQL`, 'give a text of SQL')
  return { id, sql }
}

function invalid(what: string, instead: string): ZenError {
  return new ZenError('INVALID_OPTION', `${what}; ${instead}`, { details: { option: 'migrations' } })
}
