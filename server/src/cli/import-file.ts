// `zendb import`: a .sql file into a database, as one transaction.

import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@zendb/shared/base/clock'
import { SqlError, ZenError } from '@zendb/shared/base/errors'
import { systemRandom } from '@zendb/shared/base/random'
import { loadAllParts } from '@zendb/shared/engine/parts'
import { splitScript } from '@zendb/shared/sql/parse/split-script'
import { EngineBranchService, mainBranch } from '../branches/engine-branch-service.ts'
import type { ImportDialect, ImportSettings } from './config.ts'
import { importStatements, type ImportScript } from './import-statements.ts'
import { openStore } from './open-store.ts'

export interface ImportSummary {
  readonly database: string
  readonly statements: number
  readonly rows: number
  /** What the file says that has no counterpart here, one line each. */
  readonly notes: readonly string[]
}

export async function importFile(settings: ImportSettings): Promise<ImportSummary> {
  await loadAllParts()
  const text = await readScript(settings.file)
  const script: ImportScript = { text, dialect: settings.dialect, notes: [], progress: { at: 0, isReading: true } }
  try {
    return await runScript(script, settings)
  } catch (error) {
    throw error instanceof SqlError ? located(error, script) : error
  }
}

async function runScript(script: ImportScript, settings: ImportSettings): Promise<ImportSummary> {
  const database = settings.database ?? databaseOf(script.text, settings)
  const branches = new EngineBranchService({
    objects: await openStore(settings.store),
    clock: systemClock,
    random: systemRandom,
    holder: 'import',
    sleep: ms => sleep(ms),
    createsDatabases: true,
  })
  try {
    const branch = await branches.open(database, mainBranch)
    return { database, ...(await branch.import(importStatements(script))), notes: script.notes }
  } finally {
    await branches.close()
  }
}

async function readScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ZenError('INVALID_OPTION', `the file cannot be read: ${reason}`, { cause })
  }
}

/** The database that the file connects to, or the file's name. */
function databaseOf(script: string, { file, dialect }: ImportSettings): string {
  return plainName(databaseInFile(script, dialect) ?? basename(file, extname(file)))
}

function databaseInFile(script: string, dialect: ImportDialect): string | null {
  if (dialect === 'postgresql') {
    for (const part of splitScript(script)) if (part.kind === 'connect' && part.database !== null) return part.database.replace(/;$/, '')
    return null
  }
  // `USE shop`, the last one that is no system database; mysqldump of one database says it in a comment only.
  const used = [...script.matchAll(/^\s*USE\s+[[`"]?([^\]`";\s]+)[\]`"]?\s*;?\s*$/gim)]
    .map(match => match[1])
    .filter(name => name !== 'master')
  return used.at(-1) ?? /^-- Host: .*\bDatabase: (\S+)\s*$/m.exec(script)?.[1] ?? null
}

/** A name by which clients can reach it. */
function plainName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .slice(0, 63)
  return name === '' ? 'imported' : name
}

/** The error with the line of the file on which its statement begins. */
function located(error: SqlError, { text, progress: { at, isReading } }: ImportScript): SqlError {
  const offset = isReading ? (error.position ?? at) : at
  const line = text.slice(0, offset).split('\n').length
  const { hint, detail } = error
  return new SqlError(error.code, `line ${line}: ${error.message}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  })
}
