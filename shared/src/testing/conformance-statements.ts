// The SQL statements of the conformance suite beside the repository, for tests of the parser. The suite is not part of the
// repository: tests say so and skip when it is absent.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One statement and what PostgreSQL 15 answered; `message` is null when it did not fail. */
export interface ConformanceStatement {
  readonly sql: string
  readonly file: string
  readonly message: string | null
  readonly sqlState: string | null
}

const root = new URL('../../../../shared/conformance/suite/', import.meta.url)

/** True when the suite lies beside the repository. */
export const hasConformanceSuite: boolean = existsSync(root)

/** Every different statement of the recorded cases and of the sqllogictest files. */
export function conformanceStatements(): ConformanceStatement[] {
  const found = new Map<string, ConformanceStatement>()
  for (const folder of ['cases/', 'slt/']) {
    const names = readdirSync(new URL(folder, root), { recursive: true }).map(String)
    for (const name of names.filter(candidate => candidate.endsWith('.gz')).sort()) {
      const file = `${folder}${name}`
      const content = gunzipSync(readFileSync(new URL(file, root))).toString('utf8')
      const statements = folder === 'cases/' ? recordedCases(content, file) : logicTests(content, file)
      for (const statement of statements) if (!found.has(statement.sql)) found.set(statement.sql, statement)
    }
  }
  return [...found.values()]
}

function recordedCases(content: string, file: string): ConformanceStatement[] {
  const statements: ConformanceStatement[] = []
  for (const line of content.split('\n')) {
    if (line === '') continue
    const record = JSON.parse(line) as { sql?: string; kind?: string; message?: string; sqlstate?: string }
    if (record.sql === undefined) continue
    const isError = record.kind === 'error'
    statements.push({
      sql: record.sql,
      file,
      message: isError ? (record.message ?? '') : null,
      sqlState: isError ? (record.sqlstate ?? '') : null,
    })
  }
  return statements
}

/** Records of sqllogictest: `statement …` or `query …`, then the SQL up to an empty line or `----`. */
function logicTests(content: string, file: string): ConformanceStatement[] {
  const statements: ConformanceStatement[] = []
  for (const block of content.split(/\n\n+/)) {
    const lines = block.split('\n').filter(line => !/^(#|skipif|onlyif)/.test(line))
    if (!/^(statement|query) /.test(lines[0] ?? '')) continue
    const end = lines.indexOf('----')
    const sql = lines.slice(1, end < 0 ? undefined : end).join('\n')
    if (sql.trim() !== '') statements.push({ sql, file, message: null, sqlState: null })
  }
  return statements
}
