// The rules of the grammar that few statements use: they come with the part of rare queries.

import { LatePart } from '../../base/load-part.ts'
import type * as others from './parse-other-statement.ts'
import type * as transactions from './parse-transaction-modes.ts'
import type * as typeGrammar from './parse-type-name.ts'
import type * as rareGrammar from './rare-grammar.ts'

export const lateGrammar = new LatePart<typeof rareGrammar>('queries')
/** Statements that neither query nor change data, and rare forms of transactions. */
export const lateStatementRules = new LatePart<typeof others & typeof transactions>('definitions')
/** Names of types: casts need them, and definitions, whose part brings them, too. */
export const lateTypeGrammar = new LatePart<typeof typeGrammar>('queries')
