// COPY ... FROM stdin of a pg_dump script as INSERT statements. Text format: a line a row, tabs between values, \N for NULL.

import { notSupported, SqlError } from '@zendb/shared/base/errors'

/** Rows of one INSERT: few enough that its text stays small, many enough that planning it costs nothing. */
const rowsPerStatement = 500

/** `text`: the COPY statement; `data`: its lines. Throws 0A000 for options that are not pg_dump's, 22P04 for a line that does not fit. */
export function* copyToInserts(text: string, data: string): Generator<string, void, undefined> {
  const head = /^copy\s+(?<target>.+?)\s+from\s+stdin(?<options>[\s\S]*)$/is.exec(text.replaceAll(/\s+/g, ' '))?.groups
  if (head === undefined) throw new SqlError('42601', `COPY cannot be read: ${text.slice(0, 80)}`)
  if (!/^\s*(with\s*)?(\(\s*format\s+'?text'?\s*\))?\s*;?\s*$/i.test(head.options))
    throw notSupported(`COPY with options in an import:${head.options}; dump in the text format, or with "pg_dump --inserts"`)
  const width = columnsOf(head.target)
  let rows: string[] = []
  let line = 0
  for (const found of linesOf(data)) {
    line++
    const values = found.split('\t')
    if (width !== null && values.length !== width)
      throw new SqlError('22P04', `line ${line} of COPY ${head.target} has ${values.length} values instead of ${width}`)
    rows.push(`(${values.map(literalOf).join(', ')})`)
    if (rows.length < rowsPerStatement) continue
    yield insertOf(head.target, rows)
    rows = []
  }
  if (rows.length > 0) yield insertOf(head.target, rows)
}

/** COPY fills columns that are GENERATED ALWAYS AS IDENTITY too. */
function insertOf(target: string, rows: readonly string[]): string {
  return `INSERT INTO ${target} OVERRIDING SYSTEM VALUE VALUES ${rows.join(', ')}`
}

/** How many columns `name (a, b)` lists; null without a list. Names in quotes may hold commas and parentheses. */
function columnsOf(target: string): number | null {
  const plain = target.replaceAll(/"(?:[^"]|"")*"/g, 'q')
  const list = /\(([^()]*)\)$/.exec(plain)?.[1]
  return list === undefined ? null : list.split(',').length
}

function* linesOf(data: string): Generator<string, void, undefined> {
  for (let at = 0; at < data.length;) {
    const newline = data.indexOf('\n', at)
    const end = newline < 0 ? data.length : newline
    yield data.slice(at, data[end - 1] === '\r' ? end - 1 : end)
    at = end + 1
  }
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** A value as a literal of no type yet: its column gives it one, as COPY does. */
function literalOf(value: string): string {
  if (value === '\\N') return 'NULL'
  const text = value.includes('\\')
    ? value.replaceAll(/\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
        if (code.length > 1 && code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
        if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
        return escapes[code] ?? code
      })
    : value
  return `'${text.replaceAll("'", "''")}'`
}
