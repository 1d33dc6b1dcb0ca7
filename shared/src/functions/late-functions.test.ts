// The names and signatures that stand for tables which are not loaded, compared with these tables.

import { describe, expect, it } from 'vitest'
import { builtInTables } from './built-in-tables.ts'
import { signatureNames } from './define-function.ts'
import { lateFamilies } from './late-functions.ts'

const namesFromStart = new Set(builtInTables().flatMap(table => table.flatMap(entry => signatureNames(entry.signature))))

describe.each(lateFamilies.map((family, i) => ({ family, others: lateFamilies.filter((_, j) => j !== i) })))(
  'a family of late functions',
  ({ family, others }) => {
    const entries = (family.tables ?? []).flat()
    const isElsewhere = (name: string): boolean =>
      namesFromStart.has(name) || others.some(({ tables }) => (tables ?? []).flat().some(e => signatureNames(e.signature).includes(name)))

    it('is the first whose names look like what it alone has', () => {
      const own = entries.flatMap(entry => signatureNames(entry.signature)).filter(name => !isElsewhere(name))
      expect(own.length).toBeGreaterThan(0)
      expect(own.filter(name => lateFamilies.find(({ names }) => names.test(name)) !== family)).toEqual([])
    })

    it('states every signature of the names that it shares', () => {
      const shared = entries.map(entry => entry.signature).filter(signature => signatureNames(signature).some(isElsewhere))
      expect(family.overloads.map(entry => entry.signature).sort()).toEqual(shared.sort())
    })
  },
)
