// Statements and parse errors in the form that tests compare.

import { SqlError } from '../base/errors.ts'
import { parseStatement, parseStatements } from '../sql/parse/parse-sql.ts'

/** The statement without positions. */
export function readStatement(sql: string): unknown {
  return withoutPositions(parseStatement(sql).statement)
}

/** A tree without its `at`. */
export function withoutPositions(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutPositions)
  if (typeof tree !== 'object' || tree === null) return tree
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([key]) => key !== 'at')
      .map(([key, value]) => [key, withoutPositions(value)]),
  )
}

/** A tree without its `at` as one text, to compare many quickly. */
export function treeText(tree: unknown): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === 'at' ? undefined : typeof value === 'bigint' ? `${value}n` : value))
}

/** `code message @position` of the error, or `no error`. */
export function parseFailure(sql: string): string {
  try {
    parseStatements(sql)
  } catch (error) {
    if (error instanceof SqlError) return `${error.code} ${error.message} @${error.position}`
    throw error
  }
  return 'no error'
}
