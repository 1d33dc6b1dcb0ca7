// All built-ins by name. The binder asks through resolve-function.ts; definitions are made when first looked up.
// Operators are scalar functions named by their symbol; prefix operators have one parameter.

import { builtInTables } from './built-in-tables.ts'
import { parseSignature, signatureNames, type FunctionEntry } from './define-function.ts'
import type { FunctionDefinition } from './function-definition.ts'

let entriesByName: Map<string, FunctionEntry[]> | null = null
const definitionsByName = new Map<string, readonly FunctionDefinition[]>()

/** The overloads of a function or operator; empty when there is none. */
export function lookupFunctions(name: string): readonly FunctionDefinition[] {
  const known = definitionsByName.get(name)
  if (known !== undefined) return known
  entriesByName ??= indexEntries()
  const made = (entriesByName.get(name) ?? []).map(entry => entry.define(parseSignature(name, entry.signature)))
  if (made.length > 0) definitionsByName.set(name, made)
  return made
}

/** Every name, for the catalog and for suggestions. */
export function functionNames(): Iterable<string> {
  entriesByName ??= indexEntries()
  return entriesByName.keys()
}

function indexEntries(): Map<string, FunctionEntry[]> {
  const index = new Map<string, FunctionEntry[]>()
  for (const table of builtInTables()) {
    for (const entry of table) {
      for (const name of signatureNames(entry.signature)) {
        const entries = index.get(name)
        if (entries === undefined) index.set(name, [entry])
        else entries.push(entry)
      }
    }
  }
  return index
}
