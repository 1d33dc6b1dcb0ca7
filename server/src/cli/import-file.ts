// `zendb import`: a .sql file into a database, as one transaction.

import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@zendb/shared/base/clock'
import { notSupported } from '@zendb/shared/base/errors'
import { systemRandom } from '@zendb/shared/base/random'
import { loadAllParts } from '@zendb/shared/engine/parts'
import { metaCommandError, splitScript } from '@zendb/shared/sql/parse/split-script'
import type { ImportStatement } from '../branches/branch-service.ts'
import { EngineBranchService, mainBranch } from '../branches/engine-branch-service.ts'
import type { ImportDialect, ImportSettings } from './config.ts'
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
  const script = await readFile(settings.file, 'utf8')
  const database = settings.database ?? databaseOf(script, settings)
  const notes: string[] = []
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
    const statements =
      settings.dialect === 'postgresql' ? postgresStatements(script, notes) : foreignStatements(script, settings.dialect, notes)
    const report = await branch.import(statements)
    return { database, ...report, notes }
  } finally {
    await branches.close()
  }
}

/** The database that a psql script connects to, or the file's name. */
function databaseOf(script: string, { file, dialect }: ImportSettings): string {
  if (dialect === 'postgresql')
    for (const part of splitScript(script)) if (part.kind === 'connect' && part.database !== null) return part.database.replace(/;$/, '')
  return basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
}

/** CREATE and DROP DATABASE are what `--database` and `\c` say already. */
const databaseStatement = /^(create|drop)\s+database\b/i

function* postgresStatements(script: string, notes: string[]): Generator<ImportStatement, void, undefined> {
  for (const part of splitScript(script)) {
    switch (part.kind) {
      case 'statement':
        if (databaseStatement.test(part.text)) notes.push(`left out: ${part.text}`)
        else yield { kind: 'text', sql: part.text }
        break
      case 'meta command':
        if (!part.isHarmless) throw metaCommandError(part)
        break
      case 'copy data':
        throw notSupported('COPY ... FROM STDIN in an import; dump with "pg_dump --inserts"', part.start)
      case 'connect':
        break
    }
  }
}

async function* foreignStatements(
  script: string,
  dialect: Exclude<ImportDialect, 'postgresql'>,
  notes: string[],
): AsyncGenerator<ImportStatement, void, undefined> {
  const { translateDump } = await import('@zendb/shared/sql/foreign/adapt-dump')
  for await (const part of translateDump(script, dialect)) {
    if (part.kind === 'statement') yield { kind: 'tree', statement: part.statement }
    else if (part.kind === 'lost') notes.push(`has no counterpart: ${part.what}`)
  }
}
