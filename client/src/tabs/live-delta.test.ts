import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffRows, type ResultRow } from '@zendb/shared/live/diff-rows'
import { applyLiveDelta, encodeLiveDelta } from './live-delta.ts'

const result = fc.uniqueArray(fc.record({ id: fc.nat(8), value: fc.nat(2) }), { selector: row => row.id, maxLength: 8 })

describe('a live update between tabs', () => {
  it('gives the same rows and changes, and keeps the identity of rows that did not change', () => {
    fc.assert(
      fc.property(fc.array(result, { minLength: 1, maxLength: 6 }), results => {
        let sent: readonly ResultRow[] = []
        let received: readonly ResultRow[] = []
        results.forEach((fresh, version) => {
          const { rows, changes } = diffRows(sent, fresh, ['id'])
          const update = { rows, changes, version, origin: version === 0 ? ('initial' as const) : ('remote' as const), keyColumns: ['id'] }
          const arrived = applyLiveDelta(received, structuredClone(encodeLiveDelta(sent, update)))
          expect(arrived.rows).toEqual(rows)
          if (version > 0) expect(arrived.changes).toEqual(changes)
          rows.forEach((row, i) => {
            const at = sent.indexOf(row)
            if (at >= 0) expect(arrived.rows[i]).toBe(received[at])
          })
          for (const { before, after } of arrived.changes) {
            if (before !== null) expect(received).toContain(before)
            if (after !== null) expect(arrived.rows).toContain(after)
          }
          sent = rows
          received = arrived.rows
        })
      }),
    )
  })
})
