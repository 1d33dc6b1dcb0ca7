// A script or a dump as statements to run, one at a time, with the place in the file at which each of them stands.

import type { ImportStatement } from '../branches/branch-service.ts'
import { metaCommandError, splitScript } from '@zendb/shared/sql/parse/split-script'
import { copyToInserts } from './copy-rows.ts'
import type { ImportDialect } from './config.ts'

/** How far an import has come: for its errors. */
export interface ImportProgress {
  /** Offset of the statement that runs. */
  at: number
  /** The file is being read: an error then names its own place in the file. */
  isReading: boolean
}

export interface ImportScript {
  readonly text: string
  readonly dialect: ImportDialect
  /** Gets a line for everything that is left out. */
  readonly notes: string[]
  readonly progress: ImportProgress
}

export async function* importStatements(script: ImportScript): AsyncGenerator<ImportStatement, void, undefined> {
  const { progress } = script
  const { dialect } = script
  const found = dialect === 'postgresql' ? postgresStatements(script) : foreignStatements(script, dialect)
  progress.isReading = true
  for await (const { statement, start } of found) {
    progress.at = start
    progress.isReading = false
    yield statement
    progress.isReading = true
  }
}

interface Placed {
  readonly statement: ImportStatement
  readonly start: number
}

/** Its data come as the next part. */
const isCopy = /^copy\b[\s\S]*\bfrom\s+stdin\b/i

/** CREATE and DROP DATABASE are what `--database` and `\c` say already. */
const databaseStatement = /^(create|drop)\s+database\b/i

function* postgresStatements({ text, notes }: ImportScript): Generator<Placed, void, undefined> {
  let copy = ''
  for (const part of splitScript(text)) {
    const { start } = part
    switch (part.kind) {
      case 'statement':
        copy = part.text
        if (isCopy.test(part.text)) break
        if (databaseStatement.test(part.text)) notes.push(`left out: ${part.text}`)
        else yield { statement: { kind: 'text', sql: part.text }, start }
        break
      case 'meta command':
        if (!part.isHarmless) throw metaCommandError(part)
        break
      case 'copy data':
        for (const sql of copyToInserts(copy, part.text)) yield { statement: { kind: 'text', sql }, start }
        break
      case 'connect':
        break
    }
  }
}

async function* foreignStatements(
  { text, notes }: ImportScript,
  dialect: Exclude<ImportDialect, 'postgresql'>,
): AsyncGenerator<Placed, void, undefined> {
  const { translateDump } = await import('@zendb/shared/sql/foreign/adapt-dump')
  for await (const part of translateDump(text, dialect)) {
    if (part.kind === 'statement') yield { statement: { kind: 'tree', statement: part.statement }, start: part.start }
    else if (part.kind === 'lost') notes.push(`has no counterpart: ${part.what}`)
  }
}
