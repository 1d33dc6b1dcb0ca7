// COPY … FROM STDIN of a dump: which table and columns, and the rows of its data. Sessions do not run COPY; the import command does.

import { notSupported, type SqlError } from '../../base/errors.ts'
import { Lexer } from './lexer.ts'
import { syntaxError } from './syntax-error.ts'
import * as token from './token.ts'
import type { QualifiedName } from '../ast.ts'

/** Where the data of a COPY goes. */
export interface CopyTarget {
  readonly table: QualifiedName
  /** []: all columns in order. */
  readonly columns: readonly string[]
}

/** COPY table [(columns)] FROM STDIN in text format; other formats and sources are refused. */
export function parseCopyFromStdin(sql: string): CopyTarget {
  const lexer = new Lexer(sql)
  lexer.nextStatement()
  let i = 0
  const isWord = (word: string): boolean =>
    lexer.kinds[i] >= token.unreservedToken && lexer.kinds[i] <= token.reservedToken && lexer.texts[i] === word
  const isMark = (mark: string): boolean => lexer.kinds[i] === token.punctuationToken && lexer.texts[i] === mark
  const fail = (): SqlError => syntaxError(sql, lexer.starts[i], lexer.ends[i])
  const name = (): string => {
    if (lexer.kinds[i] < token.identifierToken || lexer.kinds[i] > token.reservedToken) throw fail()
    return lexer.texts[i++]
  }
  if (!isWord('copy')) throw fail()
  i++
  const table = [name()]
  while (isMark('.')) {
    i++
    table.push(name())
  }
  const columns: string[] = []
  if (isMark('(')) {
    do {
      i++
      columns.push(name())
    } while (isMark(','))
    if (!isMark(')')) throw fail()
    i++
  }
  if (!isWord('from')) throw fail()
  i++
  if (!isWord('stdin')) throw notSupported('COPY from a file or a program', lexer.starts[i])
  i++
  if (lexer.kinds[i] !== token.endToken) throw notSupported('options of COPY', lexer.starts[i])
  return { table, columns }
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** The rows of COPY's text format: tabs between columns, `\N` for NULL, backslash escapes. */
export function* copyRows(data: string): Generator<readonly (string | null)[], void, undefined> {
  let at = 0
  while (at < data.length) {
    const newline = data.indexOf('\n', at)
    const end = newline < 0 ? data.length : newline
    const line = data.slice(at, data[end - 1] === '\r' && end > at ? end - 1 : end)
    yield line.split('\t').map(decodeField)
    at = end + 1
  }
}

function decodeField(field: string): string | null {
  if (field === '\\N') return null
  if (!field.includes('\\')) return field
  return field.replace(/\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|[\s\S])/g, (_match, code: string) => {
    if (code[0] === 'x' && code.length > 1) return String.fromCharCode(parseInt(code.slice(1), 16))
    if (code[0] >= '0' && code[0] <= '7') return String.fromCharCode(parseInt(code, 8) & 0xff)
    return escapes[code] ?? code
  })
}
