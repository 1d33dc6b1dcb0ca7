// Splits a script (pg_dump, a psql file) into statements, psql commands and COPY data, one at a time, without parsing the statements:
// a syntax error in one does not hide the next. Used by the import command; sessions use parse-sql.ts.

import { notSupported, SqlError } from '../../base/errors.ts'
import { findStatementEnd } from './statement-end.ts'
import { skipSpace } from './scan-space.ts'

/** One part of a script, in order; offsets are those of the script. */
export type ScriptPart = { readonly text: string; readonly start: number; readonly end: number } & (
  | { readonly kind: 'statement' }
  /** `\c name` or `\connect name`; null: stay (`\c`, `\c -`). */
  | { readonly kind: 'connect'; readonly database: string | null }
  /** Any other backslash command. Harmless: it changes only what psql prints or asks. */
  | { readonly kind: 'meta command'; readonly name: string; readonly isHarmless: boolean }
  /** The lines after COPY … FROM STDIN, without the closing `\.`. */
  | { readonly kind: 'copy data' }
)

/** Commands of psql without effect on the database. */
const harmlessCommands: ReadonlySet<string> = new Set(
  'a C echo encoding errverbose f H html l list p password pset q qecho r reset restrict s set t T timing unrestrict unset warn x'.split(
    ' ',
  ),
)

/** The parts of the script, lazily. */
export function* splitScript(script: string): Generator<ScriptPart, void, undefined> {
  let at = 0
  for (;;) {
    at = skipSpace(script, at)
    if (at >= script.length) return
    if (script[at] === ';') {
      at++
    } else if (script[at] === '\\') {
      const command = readMetaCommand(script, at)
      yield command
      at = command.end
    } else {
      const end = findStatementEnd(script, at)
      const text = script.slice(at, end).trimEnd()
      yield { kind: 'statement', text, start: at, end: at + text.length }
      at = script[end] === ';' ? end + 1 : end
      if (isCopyFromStdin(text)) {
        const data = readCopyData(script, at)
        yield data.part
        at = data.next
      }
    }
  }
}

function endOfLine(script: string, at: number): number {
  const newline = script.indexOf('\n', at)
  return newline < 0 ? script.length : newline
}

/** `\name arguments` up to the end of the line, or up to `\\`. */
function readMetaCommand(script: string, start: number): ScriptPart {
  const lineEnd = endOfLine(script, start)
  const separator = script.indexOf('\\\\', start + 1)
  const end = separator >= 0 && separator < lineEnd ? separator + 2 : lineEnd
  const text = script.slice(start, end).replace(/\\\\$/, '').trim()
  const [name = '', ...rest] = text.slice(1).split(/\s+/)
  if (name === 'c' || name === 'connect') {
    return { kind: 'connect', database: databaseOf(rest), text, start, end }
  }
  return { kind: 'meta command', name, isHarmless: harmlessCommands.has(name), text, start, end }
}

/** `name`, `"Name"`, `-`, `dbname=name` or nothing. */
function databaseOf(words: readonly string[]): string | null {
  const argument = words.find(word => !word.startsWith('-reuse-previous')) ?? '-'
  if (argument === '-') return null
  const fromPairs = /\bdbname=(?:'([^']*)'|(\S+))/.exec(words.join(' ').replaceAll('"', ''))
  if (fromPairs !== null) return fromPairs[1] ?? fromPairs[2]
  return argument.replace(/^(["'])(.*)\1$/, '$2')
}

function isCopyFromStdin(text: string): boolean {
  return /^copy\b/i.test(text) && /\bfrom\s+stdin\b/i.test(text)
}

/** From the line after the statement to the line `\.`. */
function readCopyData(script: string, after: number): { part: ScriptPart; next: number } {
  const start = Math.min(endOfLine(script, after) + 1, script.length)
  let line = start
  while (line < script.length) {
    const end = endOfLine(script, line)
    const text = script.slice(line, end).replace(/\r$/, '')
    if (text === '\\.') return { part: { kind: 'copy data', text: script.slice(start, line), start, end: line }, next: end }
    line = end + 1
  }
  throw new SqlError('22P04', 'COPY data of the script ends without a line of "\\."', { position: start })
}

/** The error for a psql command that an import cannot carry out. */
export function metaCommandError(part: ScriptPart & { readonly kind: 'meta command' }): SqlError {
  return notSupported(`psql command \\${part.name}`, part.start)
}
