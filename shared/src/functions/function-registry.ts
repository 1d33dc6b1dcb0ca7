// All built-ins by name. The binder asks through resolve-function.ts; definitions are made when first looked up.
// Operators are scalar functions named by their symbol; prefix operators have one parameter.
// A name whose family is not loaded raises PartNeeded (late-functions.ts).

import { PartNeeded } from '../base/load-part.ts'
import { builtInTables } from './built-in-tables.ts'
import { parseSignature, signatureNames, type FunctionEntry } from './define-function.ts'
import type { FunctionDefinition } from './function-definition.ts'
import { lateFamilies } from './late-functions.ts'

let entriesByName: Map<string, FunctionEntry[]> = new Map()
let familiesIndexed = -1
const definitionsByName = new Map<string, readonly FunctionDefinition[]>()

/** The overloads of a function or operator; empty when there is none. */
export function lookupFunctions(name: string): readonly FunctionDefinition[] {
  const index = currentIndex()
  const known = definitionsByName.get(name)
  if (known !== undefined) return known
  const entries = index.get(name) ?? []
  const family = entries.length > 0 ? undefined : lateFamilies.find(({ names }) => names.test(name))
  if (family?.tables === null) throw new PartNeeded(family.part)
  const made = entries.map(entry => entry.define(parseSignature(name, entry.signature)))
  if (made.length > 0) definitionsByName.set(name, made)
  return made
}

/** Names that are known now; those of late families once these are loaded. */
export function functionNames(): Iterable<string> {
  return currentIndex().keys()
}

/** The entries by name: made anew when a family was loaded since, because its overloads now have bodies. */
function currentIndex(): ReadonlyMap<string, FunctionEntry[]> {
  let loaded = 0
  for (const family of lateFamilies) if (family.tables !== null) loaded++
  if (loaded === familiesIndexed) return entriesByName
  familiesIndexed = loaded
  definitionsByName.clear()
  entriesByName = indexEntries()
  return entriesByName
}

function indexEntries(): Map<string, FunctionEntry[]> {
  const index = new Map<string, FunctionEntry[]>()
  const add = (table: readonly FunctionEntry[], isWanted: (name: string) => boolean): void => {
    for (const entry of table) {
      for (const name of signatureNames(entry.signature)) {
        if (!isWanted(name)) continue
        const entries = index.get(name)
        if (entries === undefined) index.set(name, [entry])
        else entries.push(entry)
      }
    }
  }
  for (const table of builtInTables()) add(table, () => true)
  const fromStart = new Set(index.keys())
  // A family that is not loaded adds its overloads to names that are there; its own names are not there yet.
  for (const { tables, overloads } of lateFamilies) {
    if (tables === null) add(overloads, name => fromStart.has(name))
    else for (const table of tables) add(table, () => true)
  }
  return index
}
