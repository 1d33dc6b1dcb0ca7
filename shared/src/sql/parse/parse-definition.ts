// Statements that define objects, by their first word. Loaded when the first of them is parsed (parse-statement.ts): most
// sessions of an application only query and change data.

import { parseAlter } from './parse-alter-object.ts'
import { parseCreate } from './parse-create-object.ts'
import { parseComment, parseDrop, parseTruncate } from './parse-drop.ts'
import type { Statement } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The first word is consumed before. */
export const definitionRules: Readonly<Record<string, (cursor: TokenCursor, at: number) => Statement>> = {
  create: parseCreate,
  alter: parseAlter,
  drop: parseDrop,
  truncate: parseTruncate,
  comment: parseComment,
}
